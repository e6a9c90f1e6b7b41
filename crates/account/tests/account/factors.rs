//! The second factor: set up, asked for, used once, switched off.
use crate::people::{PASSWORD, Person, furnish, token};
use account::{
    UserRole,
    access::{AccessTokens, Claims},
};
use house::{Answer, House, each_house};
use serde_json::{Value, json};
use std::{fs, time::Duration};
use store::sql;

const STEP: Duration = Duration::from_secs(30);
const PASS: &str = "/api/v1/auth/2fa";

async fn pass(ann: &Person, challenge: &Value, name: &str, code: impl Into<Value>) -> Answer {
    ann.client.post(PASS, json!({ "challenge": challenge, name: code.into() })).await
}

/// The access token that nobody makes for a session which still waits.
fn access_to(house: &House, told: &Value) -> String {
    let id = |name: &str| told[name].as_str().unwrap().parse().unwrap();
    let now = house.clock().now();
    let claims = Claims {
        user_id: id("user_id"),
        email: "ann@example.com".into(),
        role: UserRole::User,
        session_id: id("session_id"),
        issued_at: now,
        expires_at: now.plus(STEP),
    };
    AccessTokens::new(house.app().ring().unwrap().clone()).issue(&claims).unwrap().expose().to_owned()
}

#[tokio::test]
async fn a_second_factor_is_asked_for_once_a_code_has_proven_it_and_lets_in_once_a_code() {
    each_house(async |house| {
        furnish(&house);
        let ann = Person::new(&house, "ann").await;
        let setup = ann.post("/api/v1/2fa/setup", json!({})).await.expect(200).json;
        assert_eq!(setup["recovery_codes"], Value::Null);
        let url = format!("otpauth://totp/AIWFE:ann?secret={}&issuer=AIWFE", setup["secret"].as_str().unwrap());
        assert!(setup["otpauth_url"].as_str().unwrap().starts_with(&url));
        ann.password(PASSWORD).await.expect(200).json["access_token"].as_str().expect("not in force yet");
        assert_eq!(ann.get("/api/v1/2fa/status").await.expect(200).json["pending"], true);
        let wrong = ann.post("/api/v1/2fa/verify", json!({ "code": "x" })).await;
        assert_eq!(wrong.flaw(), ("/code", "wrong"));

        let (app, _, _) = ann.with_app(&house).await;
        ann.post("/api/v1/2fa/setup", json!({})).await.expect_problem(409, "conflict");
        let status = ann.get("/api/v1/2fa/status").await.expect(200).json;
        assert_eq!(status, json!({ "enabled": true, "pending": false, "recovery_codes_left": 10 }));

        let challenge = ann.challenge().await;
        let replayed = app.code(house.clock().now());
        pass(&ann, &challenge, "code", replayed).await.expect_problem(401, "unauthenticated");
        house.advance(STEP);
        let code = app.code(house.clock().now());
        let told = pass(&ann, &challenge, "code", code.clone()).await.expect(200);
        assert!(told.header("set-cookie").is_some() && told.json["requires_2fa"] == false);
        ann.ask_by(&token(&told), "GET", "/api/v1/tasks", Value::Null).await.expect(200);
        pass(&ann, &challenge, "code", code.clone()).await.expect_problem(401, "unauthenticated");
        pass(&ann, &ann.challenge().await, "code", code).await.expect_problem(401, "unauthenticated");
    })
    .await;
}

#[tokio::test]
async fn a_session_that_waits_for_its_second_factor_opens_no_door_and_not_for_long() {
    each_house(async |house| {
        furnish(&house);
        let ann = Person::new(&house, "ann").await;
        let (app, _, _) = ann.with_app(&house).await;
        let told = ann.password(PASSWORD).await.expect(200).json;
        let challenge = told["challenge"].clone();
        for shown in [&challenge, &told["session_id"]] {
            let shown = format!("Bearer {}", shown.as_str().unwrap());
            ann.ask_by(&shown, "GET", "/api/v1/tasks", Value::Null).await.expect_problem(401, "unauthenticated");
            let renewal = json!({ "refresh_token": shown });
            ann.client.post("/api/v1/auth/refresh", renewal).await.expect_problem(401, "unauthenticated");
        }
        let forged = format!("Bearer {}", access_to(&house, &told));
        ann.ask_by(&forged, "GET", "/api/v1/tasks", Value::Null).await.expect_problem(401, "unauthenticated");
        for wrong in [json!("nonsense"), json!(""), json!(format!("{}x", challenge.as_str().unwrap()))] {
            let code = app.code(house.clock().now());
            pass(&ann, &wrong, "code", code).await.expect_problem(401, "unauthenticated");
        }
        house.advance(Duration::from_secs(5 * 60));
        let code = app.code(house.clock().now());
        pass(&ann, &challenge, "code", code.clone()).await.expect_problem(401, "unauthenticated");
        pass(&ann, &ann.challenge().await, "code", code).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn s_07_a_challenge_takes_five_wrong_codes_and_each_failure_makes_the_next_wait() {
    each_house(async |house| {
        furnish(&house);
        let ann = Person::new(&house, "ann").await;
        let (app, _, _) = ann.with_app(&house).await;
        house.advance(STEP);
        let challenge = ann.challenge().await;
        for _ in 0..5 {
            pass(&ann, &challenge, "code", "x").await.expect_problem(401, "unauthenticated");
            house.advance(Duration::from_secs(1));
        }
        let code = app.code(house.clock().now());
        pass(&ann, &challenge, "code", code.clone()).await.expect_problem(401, "unauthenticated");
        let another = ann.challenge().await;
        pass(&ann, &another, "code", "x").await.expect_problem(401, "unauthenticated");
        pass(&ann, &another, "code", code.clone()).await.expect_problem(429, "rate_limited");
        house.advance(Duration::from_secs(1));
        pass(&ann, &another, "code", code).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn s_07_of_a_hundred_wrong_codes_at_once_no_more_than_five_are_looked_at() {
    each_house(async |house| {
        furnish(&house);
        let ann = Person::new(&house, "ann").await;
        let (app, _, _) = ann.with_app(&house).await;
        house.advance(STEP);
        let challenge = ann.challenge().await;
        let told = all_at_once(&house, 100, json!({ "challenge": challenge, "code": "x" })).await;
        assert!(told.iter().all(|status| [401, 409, 429].contains(status)), "{told:?}");
        let failures = sql!((i64,), (), "select count from sign_in_failures order by count desc limit 1");
        let counted = house.app().store().one(failures, ()).await.unwrap().unwrap().0;
        assert!((1..=5).contains(&counted), "{counted}");
        house.advance(Duration::from_secs(5));
        pass(&ann, &ann.challenge().await, "code", app.code(house.clock().now())).await.expect(200);
    })
    .await;
}

/// The statuses of so many requests at the same time.
async fn all_at_once(house: &House, count: usize, said: Value) -> Vec<u16> {
    let one = |_| {
        let (client, said) = (house.anonymous(), said.clone());
        tokio::spawn(async move { client.post(PASS, said).await.status })
    };
    let asked: Vec<_> = (0..count).map(one).collect();
    let mut told = Vec::new();
    for one in asked {
        told.push(one.await.unwrap());
    }
    told
}

#[tokio::test]
async fn of_fifty_uses_of_one_code_at_once_exactly_one_lets_in() {
    each_house(async |house| {
        furnish(&house);
        let ann = Person::new(&house, "ann").await;
        let (app, _, codes) = ann.with_app(&house).await;
        house.advance(STEP);
        let code = json!(app.code(house.clock().now()));
        for (name, code) in [("code", &code), ("recovery_code", &codes[0])] {
            let challenge = ann.challenge().await;
            let told = all_at_once(&house, 50, json!({ "challenge": challenge, name: code })).await;
            assert_eq!(told.iter().filter(|status| **status == 200).count(), 1, "{told:?}");
            house.advance(Duration::from_secs(5));
        }
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_lets_in_once_and_new_ones_make_the_old_ones_void() {
    each_house(async |house| {
        furnish(&house);
        let (ann, ben) = (Person::new(&house, "ann").await, Person::new(&house, "ben").await);
        let (_, _, codes) = ann.with_app(&house).await;
        ben.with_app(&house).await;
        let typed = codes[0].as_str().unwrap().to_uppercase().replace('-', " ");
        pass(&ann, &ann.challenge().await, "recovery_code", typed).await.expect(200);
        let again = ann.challenge().await;
        pass(&ann, &again, "recovery_code", codes[0].clone()).await.expect_problem(401, "unauthenticated");
        pass(&ben, &ben.challenge().await, "recovery_code", codes[1].clone())
            .await
            .expect_problem(401, "unauthenticated");
        assert_eq!(ann.get("/api/v1/2fa/backup-codes").await.expect(200).json, json!({ "left": 9 }));
        let told = ann.post("/api/v1/2fa/backup-codes", json!({})).await.expect(200).json;
        pass(&ann, &again, "recovery_code", codes[1].clone()).await.expect_problem(401, "unauthenticated");
        pass(&ann, &again, "recovery_code", told["recovery_codes"][1].clone()).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn the_second_factor_is_switched_off_by_whoever_shows_it_or_the_password_and_by_no_reset() {
    each_house(async |house| {
        furnish(&house);
        let (ann, root) = (Person::new(&house, "ann").await, house.admin("root").await);
        let (app, _, _) = ann.with_app(&house).await;
        let disable = async |said: Value| ann.post("/api/v1/2fa/disable", said).await;
        assert_eq!(disable(json!({})).await.flaw(), ("/code", "missing"));
        assert_eq!(disable(json!({ "code": "1", "password": "x" })).await.flaw(), ("/code", "value"));
        assert_eq!(disable(json!({ "code": "x" })).await.flaw(), ("/code", "wrong"));
        assert_eq!(disable(json!({ "password": "x" })).await.flaw(), ("/password", "wrong"));
        house.advance(STEP);
        disable(json!({ "code": app.code(house.clock().now()) })).await.expect(200);
        disable(json!({ "password": PASSWORD })).await.expect_problem(409, "conflict");
        ann.post("/api/v1/2fa/backup-codes", json!({})).await.expect_problem(409, "conflict");
        assert_eq!(ann.password(PASSWORD).await.expect(200).json["requires_2fa"], false);

        ann.with_app(&house).await;
        disable(json!({ "password": PASSWORD })).await.expect(200);
        ann.with_app(&house).await;
        let id = ann.get("/api/v1/user/current").await.expect(200).id().to_owned();
        let changes = format!("/api/v1/users/{id}/reset-password");
        let link = root.post(&changes, json!({})).await.expect(200).json["token"].clone();
        let other = "two paper lanterns drift";
        let reset = json!({ "token": link, "new_password": other });
        ann.client.post("/api/v1/auth/reset-password", reset).await.expect(200);
        assert_eq!(ann.password(other).await.expect(200).json["requires_2fa"], true);

        let events =
            sql!((String,), (), "select event from changes where noun = 'users' order by seq /* all spaces */");
        let events = house.app().store().all(events, ()).await.unwrap();
        let of_factor =
            |(event,): &(String,)| event.strip_prefix("users.").filter(|verb| *verb != "created").map(str::to_owned);
        let told: Vec<String> = events.iter().filter_map(of_factor).collect();
        let round = ["second_factor_set_up", "second_factor_enabled", "second_factor_disabled"];
        let expected = [&round[..], &round, &round[..2], &["password_changed"]].concat();
        assert_eq!(told, expected);
    })
    .await;
}

#[tokio::test]
async fn a_session_is_stepped_up_by_a_code_too_and_by_no_code_twice() {
    each_house(async |house| {
        furnish(&house);
        let ann = Person::new(&house, "ann").await;
        let (app, _, _) = ann.with_app(&house).await;
        house.advance(Duration::from_secs(11 * 60));
        ann.post("/api/v1/2fa/backup-codes", json!({})).await.expect_problem(403, "step_up");
        let step_up = async |said: Value| ann.post("/api/v1/auth/step-up", said).await;
        assert_eq!(step_up(json!({})).await.flaw(), ("/password", "missing"));
        assert_eq!(step_up(json!({ "password": "x", "code": "x" })).await.flaw(), ("/password", "value"));
        assert_eq!(step_up(json!({ "code": "x" })).await.flaw(), ("/code", "wrong"));
        let code = json!({ "code": app.code(house.clock().now()) });
        step_up(code.clone()).await.expect(200);
        assert_eq!(step_up(code).await.flaw(), ("/code", "wrong"));
        ann.post("/api/v1/2fa/backup-codes", json!({})).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn s_12_the_secret_and_the_recovery_codes_are_told_once_and_lie_nowhere() {
    each_house(async |house| {
        furnish(&house);
        let ann = Person::new(&house, "ann").await;
        let (_, secret, codes) = ann.with_app(&house).await;
        let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned());
        let canaries: Vec<String> = codes.flat_map(|code| [code.replace('-', ""), code]).chain([secret]).collect();
        let mut told = String::new();
        for path in ["2fa/status", "2fa/backup-codes", "user/current", "auth/validate", "session"] {
            told += &ann.get(&format!("/api/v1/{path}")).await.expect(200).text;
        }
        told += &kept(&house).await;
        assert!(told.contains("second_factor_enabled") && told.contains("v1."), "there is something to look through");
        for canary in canaries {
            assert!(!told.contains(&canary), "{canary}");
        }
    })
    .await;
}

/// All that the house keeps of somebody, as text: on SQLite the files of its data, on PostgreSQL the rows as it shows them.
async fn kept(house: &House) -> String {
    let rows = sql!(
        (String,),
        (),
        sqlite: "select username from users",
        postgres: "select cast(u as text) from users u union all select cast(r as text) from recovery_codes r \
                   union all select cast(c as text) from changes c /* all spaces */"
    );
    let rows = house.app().store().all(rows, ()).await.unwrap();
    let folder = fs::read_dir(house.app().folder().unwrap()).unwrap();
    let files = folder.map(|file| fs::read(file.unwrap().path()).unwrap());
    let files = files.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    rows.into_iter().map(|(row,)| row).chain(files).collect()
}
