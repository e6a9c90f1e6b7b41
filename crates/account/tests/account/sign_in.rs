//! Signing in, as somebody at a browser would: over both databases, with the answers checked on the way.
use account::{Desk, Policy, passwords::Cost};
use house::{Answer, Client, House, each_house};
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};

pub(crate) const PASSWORD: &str = "seven brass otters hum";
pub(crate) const OTHER: &str = "two paper lanterns drift";
pub(crate) const JSON: (&str, &str) = ("content-type", "application/json");

pub(crate) fn auth(name: &str) -> String {
    format!("/api/v1/auth/{name}")
}

/// A house that lets in whoever registers.
pub(crate) fn open_to_all(house: &House) {
    house.app().furnish(Desk::new(Policy { approval: false, ..Policy::default() }, Cost::FLOOR));
}

/// Somebody who has registered, and signed in.
pub(crate) async fn newcomer(house: &House, name: &str) -> Answer {
    let nobody = house.anonymous();
    let new = json!({ "email": format!("{name}@example.org"), "password": PASSWORD });
    nobody.post(&auth("register"), new.clone()).await.expect(201);
    nobody.post(&auth("login"), new).await.expect(200)
}

/// Asks with the access token of an answer.
pub(crate) async fn with(house: &House, signed_in: &Answer, method: &str, path: &str, body: Value) -> Answer {
    let token = format!("Bearer {}", text(signed_in, "access_token"));
    let body = if body.is_null() { String::new() } else { body.to_string() };
    house.anonymous().send(method, path, &[("authorization", &token), JSON], body).await
}

pub(crate) fn text<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.json[name].as_str().unwrap_or_else(|| answer.fail(&format!("{name} was expected")))
}

pub(crate) async fn login(nobody: &Client, name: &str, password: &str) -> Answer {
    nobody.post(&auth("login"), json!({ "username": name, "password": password })).await
}

pub(crate) async fn refresh(nobody: &Client, token: &str) -> Answer {
    nobody.post(&auth("refresh"), json!({ "refresh_token": token })).await
}

#[tokio::test]
async fn pt_23_somebody_registers_is_approved_signs_in_works_and_signs_out() {
    each_house(async |house| {
        let (root, nobody) = (house.admin("root").await, house.anonymous());
        let new = json!({ "email": "Ann.Bee@example.org", "password": PASSWORD });
        let made = nobody.post(&auth("register"), new.clone()).await.expect(201);
        assert_eq!((text(&made, "username"), text(&made, "status")), ("ann.bee", "pending_approval"));
        nobody.post(&auth("login"), new.clone()).await.expect_problem(403, "inactive");
        let user = format!("/api/v1/users/{}", made.id());
        root.patch(&user, json!({ "status": "active" })).await.expect(200);
        let ann = nobody.post(&auth("login"), new).await.expect(200);
        assert_eq!(
            (text(&ann, "token_type"), &ann.json["requires_2fa"], text(&ann, "role")),
            ("bearer", &json!(false), "user")
        );
        assert_eq!((text(&ann, "email"), text(&ann, "user_id")), ("ann.bee@example.org", made.id()));
        assert_eq!(with(&house, &ann, "GET", "/api/v1/tasks", Value::Null).await.expect(200).list().len(), 0);
        with(&house, &ann, "POST", "/api/v1/tasks", json!({ "title": "sow" })).await.expect(201);
        with(&house, &ann, "PATCH", "/api/v1/settings", json!({ "theme": "zen" })).await.expect(200);
        with(&house, &ann, "PUT", "/api/v1/profile", json!({ "firstName": "Ann", "workPhone": "" })).await.expect(200);
        let valid = with(&house, &ann, "GET", &auth("validate"), Value::Null).await.expect(200);
        assert_eq!((&valid.json["valid"], &valid.json["user"]["status"]), (&json!(true), &json!("active")));
        with(&house, &ann, "POST", &auth("logout"), Value::Null).await.expect(204);
        with(&house, &ann, "GET", "/api/v1/tasks", Value::Null).await.expect_problem(401, "unauthenticated");
        refresh(&nobody, text(&ann, "refresh_token")).await.expect_problem(401, "unauthenticated");
    })
    .await;
}

#[tokio::test]
async fn s_20_there_is_no_account_to_begin_with_and_the_token_of_the_console_makes_one_administrator_only() {
    each_house(async |house| {
        let nobody = house.anonymous();
        for name in ["admin", "root", "aiwfe", "administrator"] {
            for password in ["admin", "password", ""] {
                login(&nobody, name, password).await.expect_problem(401, "unauthenticated");
            }
        }
        let token = account::first_token(house.app()).await.unwrap().unwrap();
        let first = |token: &str, name: &str| json!({ "token": token, "email": format!("{name}@example.org"), "password": PASSWORD });
        let path = auth("first-administrator");
        for wrong in ["", "x", &token.expose()[1..]] {
            nobody.post(&path, first(wrong, "eve")).await.expect_problem(401, "unauthenticated");
        }
        let weak = json!({ "token": token.expose(), "email": "ann@example.org", "password": "password1" });
        assert_eq!(nobody.post(&path, weak).await.flaw(), ("/password", "stolen"));
        // Two at once: one comes first.
        let (one, other) = tokio::join!(
            nobody.post(&path, first(token.expose(), "ann")),
            nobody.post(&path, first(token.expose(), "ben"))
        );
        let (came, late) = if one.status == 200 { (one, other) } else { (other, one) };
        assert!(late.status >= 400, "{}", late.text);
        assert_eq!(text(&came.expect(200), "role"), "admin");
        nobody.post(&path, first(token.expose(), "cem")).await.expect_problem(409, "conflict");
        assert!(account::first_token(house.app()).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn s_08_a_refresh_token_is_used_once_and_one_that_turns_up_again_ends_the_session() {
    each_house(async |house| {
        open_to_all(&house);
        let (ann, nobody) = (newcomer(&house, "ann").await, house.anonymous());
        let first = text(&ann, "refresh_token").to_owned();
        // However many come at once with the newest one, there is one pair.
        let mut pairs = BTreeSet::new();
        let many: Vec<_> = (0..50).map(|_| refresh(&nobody, &first)).collect();
        for told in futures(many).await {
            let told = told.expect(200);
            pairs.insert((text(&told, "refresh_token").to_owned(), text(&told, "access_token").to_owned()));
        }
        assert_eq!(pairs.len(), 1, "one family, and nobody is locked out");
        let (second, access) = pairs.into_iter().next().unwrap();
        assert_ne!(second, first);
        // The answer may have been lost on its way: for a while the same is told again.
        house.advance(Duration::from_secs(10));
        let again = refresh(&nobody, &first).await.expect(200);
        assert_eq!((text(&again, "refresh_token"), text(&again, "access_token")), (second.as_str(), access.as_str()));
        let third = text(&refresh(&nobody, &second).await.expect(200), "refresh_token").to_owned();
        house.advance(Duration::from_secs(11));
        let ben = newcomer(&house, "ben").await;
        // Each of the older ones ends the whole family.
        refresh(&nobody, &first).await.expect_problem(401, "unauthenticated");
        refresh(&nobody, &third).await.expect_problem(401, "unauthenticated");
        let shown = [("authorization", format!("Bearer {access}"))];
        nobody
            .send("GET", "/api/v1/tasks", &[(shown[0].0, &shown[0].1)], "")
            .await
            .expect_problem(401, "unauthenticated");
        with(&house, &ben, "GET", "/api/v1/tasks", Value::Null).await.expect(200);
        let again = login(&nobody, "ann", PASSWORD).await.expect(200);
        let ended = with(&house, &again, "GET", "/api/v1/session?ended=true", Value::Null).await.expect(200);
        let why: Vec<&Value> = ended.list().iter().map(|session| &session["ended_by"]).collect();
        assert_eq!(why, [&Value::Null, &json!("token_reused")]);
        for nonsense in ["", "x", "aiwfe_r_", "aiwfe_r_AAAA", access.as_str(), &third[..third.len() - 2]] {
            refresh(&nobody, nonsense).await.expect_problem(401, "unauthenticated");
        }
    })
    .await;
}

/// Waits for all of them, which go on at the same time.
pub(crate) async fn futures<T>(mut all: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut running: Vec<_> = all.drain(..).map(Box::pin).collect();
    let mut done: Vec<Option<T>> = running.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (one, done) in running.iter_mut().zip(&mut done).filter(|(_, done)| done.is_none()) {
            if let std::task::Poll::Ready(told) = one.as_mut().poll(context) {
                *done = Some(told);
            }
        }
        if done.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}

#[tokio::test]
async fn s_08_what_an_administrator_or_the_owner_changes_counts_from_the_next_request_on() {
    each_house(async |house| {
        open_to_all(&house);
        let (root, nobody) = (house.admin("root").await, house.anonymous());
        let ann = newcomer(&house, "ann").await;
        let user = format!("/api/v1/users/{}", text(&ann, "user_id"));
        let users = async |signed_in: &Answer| with(&house, signed_in, "GET", "/api/v1/users", Value::Null).await;
        users(&ann).await.expect_problem(403, "forbidden");
        root.patch(&user, json!({ "role": "admin" })).await.expect(200);
        users(&ann).await.expect(200);
        root.patch(&user, json!({ "role": "user" })).await.expect(200);
        users(&ann).await.expect_problem(403, "forbidden");
        root.patch(&user, json!({ "is_active": false })).await.expect(200);
        users(&ann).await.expect_problem(401, "unauthenticated");
        refresh(&nobody, text(&ann, "refresh_token")).await.expect_problem(403, "inactive");
        root.patch(&user, json!({ "is_active": true })).await.expect(200);
        let (laptop, phone) =
            (login(&nobody, "ann", PASSWORD).await.expect(200), login(&nobody, "ann", PASSWORD).await.expect(200));
        let path = format!("/api/v1/session/{}", text(&laptop, "session_id"));
        let ben = newcomer(&house, "ben").await;
        with(&house, &ben, "DELETE", &path, Value::Null).await.expect_problem(404, "not_found");
        with(&house, &phone, "DELETE", &path, Value::Null).await.expect(200);
        users(&laptop).await.expect_problem(401, "unauthenticated");
        let change = json!({ "current_password": PASSWORD, "new_password": OTHER });
        with(&house, &phone, "POST", &auth("change-password"), change).await.expect(200);
        users(&ann).await.expect_problem(401, "unauthenticated");
        users(&phone).await.expect_problem(403, "forbidden");
        with(&house, &phone, "POST", &auth("logout"), json!({ "everywhere": true })).await.expect(204);
        users(&phone).await.expect_problem(401, "unauthenticated");
        login(&nobody, "ann", PASSWORD).await.expect_problem(401, "unauthenticated");
        login(&nobody, "ann", OTHER).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn s_06_any_password_is_taken_as_it_is_and_hashed_again_when_the_machine_can_do_more() {
    each_house(async |house| {
        open_to_all(&house);
        let nobody = house.anonymous();
        let unicode = "gr\u{fc}ne \u{1f98a} f\u{fc}chse \u{5929}\u{6c17} tanzen";
        let longest: String = (0..1_024).map(|at| char::from(b'a' + (at * at % 23) as u8)).collect();
        for (name, password) in [("ann", unicode), ("ben", longest.as_str())] {
            let new = json!({ "email": format!("{name}@example.org"), "password": password });
            nobody.post(&auth("register"), new).await.expect(201);
            login(&nobody, name, password).await.expect(200);
            login(&nobody, name, &password.to_uppercase()).await.expect_problem(401, "unauthenticated");
            login(&nobody, name, &format!("{password} ")).await.expect(if password.len() > 1_000 { 422 } else { 401 });
        }
        let weak = ["password1", "12345678", "qwertyuiop", "cem@example.org", "aiwfe123"];
        for password in weak {
            let new = json!({ "email": "cem@example.org", "username": "cem", "password": password });
            assert_eq!(nobody.post(&auth("register"), new).await.flaw().0, "/password", "{password}");
        }
        let hash = async || {
            let hash =
                store::sql!((Option<String>,), (String,), "select hashed_password from users where username = $1");
            house.app().store().one(hash, ("ann".to_owned(),)).await.unwrap().unwrap().0.unwrap()
        };
        let before = hash().await;
        login(&nobody, "ann", unicode).await.expect(200);
        assert_eq!(hash().await, before);
        house.app().furnish(Desk::new(Policy { approval: false, ..Policy::default() }, Cost::of_passes(3)));
        login(&nobody, "ann", unicode).await.expect(200);
        let after = hash().await;
        assert!(before.contains("t=2,") && after.contains("t=3,"), "{before} {after}");
        login(&nobody, "ann", unicode).await.expect(200);
        assert_eq!(hash().await, after);
    })
    .await;
}

#[tokio::test]
async fn s_08_a_session_that_nobody_renews_runs_out_and_none_lasts_for_ever() {
    each_house(async |house| {
        open_to_all(&house);
        let (ann, nobody) = (newcomer(&house, "ann").await, house.anonymous());
        let day = Duration::from_secs(24 * 60 * 60);
        house.advance(Duration::from_secs(15 * 60));
        with(&house, &ann, "GET", "/api/v1/tasks", Value::Null).await.expect_problem(401, "unauthenticated");
        house.advance(day * 7);
        refresh(&nobody, text(&ann, "refresh_token")).await.expect_problem(401, "unauthenticated");
        let mut token = text(&login(&nobody, "ann", PASSWORD).await.expect(200), "refresh_token").to_owned();
        for _ in 0..15 {
            house.advance(day * 6 - Duration::from_secs(1));
            token = text(&refresh(&nobody, &token).await.expect(200), "refresh_token").to_owned();
        }
        house.advance(Duration::from_secs(15));
        refresh(&nobody, &token).await.expect_problem(401, "unauthenticated");
    })
    .await;
}

#[tokio::test]
async fn an_administrator_ends_the_sessions_of_somebody_who_may_sign_in_again() {
    each_house(async |house| {
        open_to_all(&house);
        let (root, nobody) = (house.admin("root").await, house.anonymous());
        let (ann, ben) = (newcomer(&house, "ann").await, newcomer(&house, "ben").await);
        let phone = login(&nobody, "ann", PASSWORD).await.expect(200);
        let path = format!("/api/v1/admin/users/{}/sessions", text(&ann, "user_id"));
        with(&house, &ben, "DELETE", &path, Value::Null).await.expect_problem(403, "forbidden");
        root.delete(&format!("/api/v1/admin/users/{}/sessions", house.unknown_id()))
            .await
            .expect_problem(404, "not_found");
        let told = root.delete(&path).await.expect(200);
        assert_eq!(text(&told, "message"), "2 sessions of ann ended successfully");
        for session in [&ann, &phone] {
            with(&house, session, "GET", "/api/v1/tasks", Value::Null).await.expect_problem(401, "unauthenticated");
            refresh(&nobody, text(session, "refresh_token")).await.expect_problem(401, "unauthenticated");
        }
        with(&house, &ben, "GET", "/api/v1/tasks", Value::Null).await.expect(200);
        root.delete(&path).await.expect(200);
        let again = login(&nobody, "ann", PASSWORD).await.expect(200);
        let list = with(&house, &again, "GET", "/api/v1/session?ended=true", Value::Null).await.expect(200);
        let ends: Vec<&Value> = list.list().iter().map(|session| &session["ended_by"]).collect();
        assert_eq!(ends, [&Value::Null, &json!("revoked"), &json!("revoked")]);
    })
    .await;
}
