//! What is done at the door, and what only somebody who has signed in can do.
use crate::table;
use account::Desk;
use house::{Authenticator, Client, CodeApp, House, each_house};
use serde_json::json;
use std::collections::BTreeSet;

/// Everything that nobody has to be known for. Whoever adds to this list has thought about who may do it.
const AT_DOOR: &[&str] = &[
    "auth.csrf_token",
    "auth.first_administrator",
    "auth.forgot_password",
    "auth.guest",
    "auth.login",
    "auth.logout",
    "auth.refresh",
    "auth.register",
    "auth.reset_password",
    "auth.second_factor",
    "calendar_feeds.read",
    "passkeys.begin_sign_in",
    "passkeys.sign_in",
    "sessions.validate",
    "sessions.validate.post",
];

const PASSWORD: &str = "seven brass otters hum";
const ORIGIN: &str = "https://house.example.org";

/// Takes guests, besides what a house usually does.
fn furnish(house: &House) {
    let usual = Desk::default();
    let policy = account::Policy { guests: true, approval: false, ..usual.policy.clone() };
    house.app().furnish(Desk::new(policy, account::passwords::Cost::FLOOR));
    house.app().furnish(api::http::Customs { public_url: Some(ORIGIN.into()), ..api::http::Customs::default() });
}

/// Everything about the second factor and passkeys, by somebody who has just registered.
async fn factors(house: &House, shown: &str) {
    let (nobody, now) = (house.anonymous(), house.clock().now());
    let post = async |path: &str, body: serde_json::Value| {
        let headers = [("authorization", shown), ("content-type", "application/json")];
        nobody.send("POST", &format!("/api/v1/{path}"), &headers, body.to_string()).await.expect(200).json
    };
    let secret = post("2fa/setup", json!({})).await["secret"].as_str().unwrap().to_owned();
    post("2fa/verify", json!({ "code": CodeApp::new(&secret).code(now) })).await;
    let codes = post("2fa/backup-codes", json!({})).await;
    let ann = json!({ "email": "ann@example.org", "password": PASSWORD });
    let challenge = nobody.post("/api/v1/auth/login", ann).await.expect(200).json["challenge"].clone();
    let second = json!({ "challenge": challenge, "recovery_code": codes["recovery_codes"][0] });
    nobody.post("/api/v1/auth/2fa", second).await.expect(200);
    post("2fa/disable", json!({ "password": PASSWORD })).await;

    let device = Authenticator::es256(1, ORIGIN);
    let made = device.made(&post("webauthn/register/begin", json!({})).await);
    let id = post("webauthn/register/complete", json!({ "credential": made })).await["id"].clone();
    let options = nobody.post("/api/v1/webauthn/authenticate/begin", json!({})).await.expect(200).json;
    let signed = json!({ "credential": device.signed(&options) });
    nobody.post("/api/v1/webauthn/authenticate/complete", signed).await.expect(200);
    let path = format!("/api/v1/webauthn/credentials/{}", id.as_str().unwrap());
    nobody.send("DELETE", &path, &[("authorization", shown)], "").await.expect(200);
}

/// Somebody makes an address of a calendar, and nobody in particular reads under it.
async fn read_a_feed(nobody: &Client, shown: &[(&str, &str)]) {
    let calendars = "/api/v1/calendar/calendars";
    let calendar = nobody.send("POST", calendars, shown, json!({ "name": "Garden" }).to_string()).await.expect(201);
    let feed = nobody.send("POST", &format!("{calendars}/{}/feed", calendar.id()), shown, "{}").await.expect(201);
    nobody.get(feed.json["path"].as_str().unwrap()).await.expect(200);
}

#[tokio::test]
async fn pt_20_every_operation_at_the_door_and_every_one_of_a_session_is_called_with_success() {
    each_house(async |house| {
        furnish(&house);
        let nobody = house.anonymous();
        let auth = |name: &str| format!("/api/v1/auth/{name}");
        let first = account::first_token(house.app()).await.unwrap().unwrap();
        let root = json!({ "token": first.expose(), "email": "root@example.org", "password": PASSWORD });
        let root = nobody.post(&auth("first-administrator"), root).await.expect(200);
        nobody.post(&auth("guest"), json!({})).await.expect(200);
        let ann = json!({ "email": "ann@example.org", "password": PASSWORD });
        let id = nobody.post(&auth("register"), ann.clone()).await.expect(201).id().to_owned();
        let signed_in = nobody.post(&auth("login"), ann).await.expect(200);
        let token = |answer: &house::Answer| format!("Bearer {}", answer.json["access_token"].as_str().unwrap());
        let shown = token(&signed_in);
        let as_ann = [("authorization", shown.as_str()), ("content-type", "application/json")];
        nobody.send("GET", &auth("csrf-token"), &as_ann[..1], "").await.expect(200);
        nobody.get("/api/v1/session/validate").await.expect(200);
        nobody.post("/api/v1/session/validate", json!({})).await.expect(200);
        let renewal = json!({ "refresh_token": signed_in.json["refresh_token"] });
        nobody.post(&auth("refresh"), renewal).await.expect(200);
        nobody.post(&auth("forgot-password"), json!({ "email": "ann@example.org" })).await.expect(200);
        let body = json!({ "password": PASSWORD }).to_string();
        nobody.send("POST", &auth("step-up"), &as_ann, body).await.expect(200);
        nobody.send("GET", "/api/v1/profile/export", &as_ann[..1], "").await.expect(200);
        factors(&house, &shown).await;
        read_a_feed(&nobody, &as_ann).await;
        let other = "two paper lanterns drift";
        let body = json!({ "current_password": PASSWORD, "new_password": other }).to_string();
        nobody.send("POST", &auth("change-password"), &as_ann, body).await.expect(200);
        let shown_by_root = token(&root);
        let as_root = [("authorization", shown_by_root.as_str())];
        let link = nobody.send("POST", &format!("/api/v1/users/{id}/reset-password"), &as_root, "").await.expect(200);
        let reset = json!({ "token": link.json["token"], "new_password": PASSWORD });
        nobody.post(&auth("reset-password"), reset).await.expect(200);
        nobody.send("GET", "/api/v1/tasks", &as_ann[..1], "").await.expect_problem(401, "unauthenticated");
        nobody.post(&auth("logout"), json!({})).await.expect(204);
        let again = json!({ "username": "ANN", "password": PASSWORD });
        let shown = token(&nobody.post(&auth("login"), again).await.expect(200));
        nobody.send("DELETE", "/api/v1/user/current", &[("authorization", &shown)], "").await.expect(200);

        let called = house.answered(|status| status < 300);
        let wanted: BTreeSet<String> = AT_DOOR.iter().chain(table::BY_SESSION).map(ToString::to_string).collect();
        assert_eq!(wanted.difference(&called).collect::<Vec<_>>(), Vec::<&String>::new());
        let at_door: BTreeSet<&str> = table::at_door().iter().map(|row| row.id()).collect();
        assert_eq!(at_door, AT_DOOR.iter().copied().collect());
    })
    .await;
}

#[tokio::test]
async fn s_01_what_a_session_is_needed_for_is_refused_to_tokens_and_to_nobody() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        for id in table::BY_SESSION {
            let row = table::all().into_iter().find(|row| row.id() == *id).unwrap();
            let body = json!({ "password": "x", "current_password": "x", "new_password": PASSWORD });
            let mut body = body.as_object().unwrap().clone();
            body.retain(|name, _| row.fields().any(|(known, _)| known == name));
            let path = row.route.path();
            let told = house.anonymous().send_json(row.method(), path, body.clone().into()).await;
            told.expect_problem(401, "unauthenticated");
            let told = ann.send_json(row.method(), path, body.into()).await;
            assert!(told.status >= 400, "{id}");
        }
    })
    .await;
}

#[tokio::test]
async fn f_047_whatever_is_shown_in_vain_is_on_record_with_the_path_where_it_was_shown() {
    each_house(async |house| {
        furnish(&house);
        let (root, nobody) = (house.admin("root").await, house.anonymous());
        let ann = json!({ "email": "ann@example.org", "password": PASSWORD });
        nobody.post("/api/v1/auth/register", ann.clone()).await.expect(201);
        let signed_in = nobody.post("/api/v1/auth/login", ann).await.expect(200);
        let user_id = signed_in.json["user_id"].clone();
        let shown = format!("Bearer {}", signed_in.json["access_token"].as_str().unwrap());
        let as_ann = [("authorization", shown.as_str()), ("content-type", "application/json")];
        let options = nobody.post("/api/v1/webauthn/authenticate/begin", json!({})).await.expect(200).json;
        let unknown = Authenticator::es256(1, ORIGIN).signed(&options);
        let wrong = json!("wrong, and not theirs");
        // Each with whether it is known whose it was to be.
        let tries = [
            ("auth/login", json!({ "username": "ann", "password": wrong }), false, true),
            ("auth/login", json!({ "username": "nobody", "password": wrong }), false, false),
            ("auth/refresh", json!({ "refresh_token": wrong }), false, false),
            ("auth/2fa", json!({ "challenge": wrong, "code": "000000" }), false, false),
            ("auth/reset-password", json!({ "token": wrong, "new_password": PASSWORD }), false, false),
            (
                "auth/first-administrator",
                json!({ "token": wrong, "email": "eve@example.org", "password": PASSWORD }),
                false,
                false,
            ),
            ("webauthn/authenticate/complete", json!({ "credential": unknown }), false, false),
            ("auth/step-up", json!({ "password": wrong }), true, true),
            (
                "auth/change-password",
                json!({ "current_password": wrong, "new_password": "two paper lanterns drift" }),
                true,
                true,
            ),
        ];
        let mut expected = Vec::new();
        for (path, body, is_signed_in, is_known) in tries {
            let path = format!("/api/v1/{path}");
            let headers = if is_signed_in { &as_ann[..] } else { &as_ann[1..] };
            let told = nobody.send("POST", &path, headers, body.to_string()).await;
            assert!(matches!(told.status, 401 | 422), "{path}: {}", told.text);
            let user_id = if is_known { user_id.clone() } else { serde_json::Value::Null };
            expected.push(json!(["login_failed", "POST", path, user_id]));
            // The next guess about somebody waits.
            house.advance(std::time::Duration::from_secs(5));
        }
        account::Record::of(house.app()).turn().await.unwrap();
        let told = root.get("/api/v1/security/violations").await.expect(200);
        let part = |one: &serde_json::Value| json!([one["kind"], one["method"], one["path"], one["user_id"]]);
        let mut kept: Vec<serde_json::Value> = told.list().iter().map(part).collect();
        kept.reverse();
        assert_eq!(kept, expected);
    })
    .await;
}
