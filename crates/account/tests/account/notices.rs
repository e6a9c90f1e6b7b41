//! What people hear of how they sign in, whatever their settings say: in letters that hold no secret.
use crate::{
    passkeys::{register, sign_in},
    people::{ORIGIN, PASSWORD, Person, furnish},
    sign_in::{OTHER, auth},
};
use house::{Answer, Authenticator, Client, House, each_house};
use serde_json::json;
use std::time::Duration;

/// What has been written to an address so far, the latest first.
async fn heard(root: &Client, address: &str) -> Vec<String> {
    let letters = root.get("/api/v1/admin/letters").await.expect(200);
    let to_them = letters.list().iter().filter(|letter| letter["address"] == address);
    to_them
        .map(|letter| {
            assert_eq!(letter["link"], "/settings/security", "a notice opens nothing");
            letter["kind"].as_str().unwrap().to_owned()
        })
        .collect()
}

/// Signs in from that address with that client.
async fn from(house: &House, address: &str, agent: &str, password: &str) -> Answer {
    let headers = [("content-type", "application/json"), ("user-agent", agent)];
    let said = json!({ "email": "ann@example.org", "password": password });
    house.anonymous().at(address).send("POST", &auth("login"), &headers, said.to_string()).await
}

#[tokio::test]
async fn people_hear_of_every_change_to_how_they_sign_in_and_no_setting_silences_that() {
    each_house(async |house| {
        furnish(&house);
        let root = house.admin("root").await;
        let ann = Person::new(&house, "ann").await;
        ann.ask("PATCH", "/api/v1/settings", json!({ "notifications_enabled": false })).await.expect(200);
        let news = async || heard(&root, "ann@example.org").await;
        assert_eq!(news().await, [""; 0], "coming for the first time is no news");

        let (app, _, codes) = ann.with_app(&house).await;
        assert_eq!(news().await, ["second_factor_added"]);
        let passing = json!({ "challenge": ann.challenge().await, "recovery_code": codes[0] });
        house.anonymous().post("/api/v1/auth/2fa", passing).await.expect(200);
        assert_eq!(news().await[0], "recovery_code_used");
        ann.post("/api/v1/2fa/backup-codes", json!({})).await.expect(200);
        assert_eq!(news().await[0], "recovery_codes_renewed");
        house.advance(Duration::from_secs(60));
        ann.post("/api/v1/2fa/disable", json!({ "code": app.code(house.clock().now()) })).await.expect(200);
        assert_eq!(news().await[0], "second_factor_removed");
        let changing = json!({ "current_password": PASSWORD, "new_password": OTHER });
        ann.post(&auth("change-password"), changing).await.expect(200);
        assert_eq!(news().await[0], "password_changed");
        assert_eq!(news().await.len(), 5, "each is told once");
    })
    .await;
}

#[tokio::test]
async fn people_hear_of_passkeys_that_come_and_go_or_are_copied_and_of_a_new_address() {
    each_house(async |house| {
        furnish(&house);
        let root = house.admin("root").await;
        let ann = Person::new(&house, "ann").await;
        let news = async || heard(&root, "ann@example.org").await;
        let device = Authenticator { sign_count: 7, ..Authenticator::es256(1, ORIGIN) };
        let made = register(&ann, &device).await.expect(200);
        assert_eq!(news().await, ["passkey_added"]);
        sign_in(&house, &Authenticator { sign_count: 9, ..device.clone() }).await.expect(200);
        sign_in(&house, &Authenticator { sign_count: 8, ..device.clone() })
            .await
            .expect_problem(401, "unauthenticated");
        assert_eq!(news().await, ["passkey_suspended", "passkey_added"]);
        ann.ask("DELETE", &format!("/api/v1/webauthn/credentials/{}", made.id()), json!({})).await.expect(200);
        assert_eq!(news().await[0], "passkey_removed");
        let user = format!("/api/v1/users/{}", ann.get("/api/v1/user/current").await.id());
        root.patch(&user, json!({ "email": "ann@example.net" })).await.expect(200);
        assert_eq!((news().await[0].as_str(), heard(&root, "ann@example.net").await.len()), ("address_changed", 0));
    })
    .await;
}

#[tokio::test]
async fn people_hear_when_somebody_signs_in_as_them_from_elsewhere() {
    each_house(async |house| {
        furnish(&house);
        let root = house.admin("root").await;
        Person::new(&house, "ann").await;
        let news = async || heard(&root, "ann@example.org").await.len();
        let (home, phone) = ("Firefox/128.0 (X11; Linux)", "Firefox/128.0 (Android)");
        // The first sign-in told no address, so that this is the first place.
        for (address, agent, heard) in [
            ("203.0.113.7", home, 1),
            ("203.0.113.99", "Firefox/131.0 (X11; Linux)", 1),
            ("203.0.113.7", phone, 2),
            ("198.51.100.1", home, 3),
            ("2001:db8::1", home, 4),
            ("2001:db8::2:1", home, 4),
        ] {
            from(&house, address, agent, "wrong").await.expect_problem(401, "unauthenticated");
            assert_eq!(from(&house, address, agent, PASSWORD).await.expect(200).json["requires_2fa"], false);
            assert_eq!(news().await, heard, "{address} {agent}");
        }
    })
    .await;
}

#[tokio::test]
async fn people_hear_once_that_many_guess_and_that_a_token_turned_up_again() {
    each_house(async |house| {
        furnish(&house);
        let root = house.admin("root").await;
        let ann = Person::new(&house, "ann").await;
        let news = async || heard(&root, "ann@example.org").await;
        for day in 1..=2 {
            for guess in 1..=30 {
                house.advance(Duration::from_secs(6));
                ann.password("wrong").await.expect_problem(401, "unauthenticated");
                let told = if guess < 10 { day - 1 } else { day };
                assert_eq!(news().await, vec!["many_failures"; told], "guess {guess} of day {day}");
            }
            house.advance(Duration::from_secs(24 * 60 * 60));
        }
        let told = ann.password(PASSWORD).await.expect(200);
        let renewing = json!({ "refresh_token": told.json["refresh_token"] });
        for _ in 0..2 {
            house.anonymous().post(&auth("refresh"), renewing.clone()).await;
            house.advance(Duration::from_secs(11));
        }
        assert_eq!(news().await, ["token_reused", "many_failures", "many_failures"]);
        let ben = Person::new(&house, "ben").await;
        ben.with_app(&house).await;
        for _ in 0..2 {
            let challenge = ben.challenge().await;
            for _ in 0..5 {
                house.advance(Duration::from_secs(6));
                let guess = json!({ "challenge": challenge, "code": "x" });
                house.anonymous().post(&auth("2fa"), guess).await.expect_problem(401, "unauthenticated");
            }
        }
        assert_eq!(heard(&root, "ben@example.org").await, ["many_failures", "second_factor_added"]);
    })
    .await;
}
