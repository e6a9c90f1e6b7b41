//! Passkeys: made, shown, forgotten; and every way in which one is not what it must be.
use crate::people::{ORIGIN, PASSWORD, Person, furnish, token};
use account::{Passkey, Violation};
use api::http::Customs;
use house::{Answer, Authenticator, House, each_house};
use serde_json::{Value, json};
use std::time::Duration;

const MAKE: &str = "/api/v1/webauthn/register";
const SHOW: &str = "/api/v1/webauthn/authenticate";

pub(crate) async fn register(person: &Person, device: &Authenticator) -> Answer {
    let options = person.post(&format!("{MAKE}/begin"), json!({})).await.expect(200).json;
    let said = json!({ "name": "phone", "credential": device.made(&options) });
    person.post(&format!("{MAKE}/complete"), said).await
}

async fn options(house: &House) -> Value {
    house.anonymous().post(&format!("{SHOW}/begin"), json!({})).await.expect(200).json
}

async fn show(house: &House, credential: Value) -> Answer {
    house.anonymous().post(&format!("{SHOW}/complete"), json!({ "credential": credential })).await
}

pub(crate) async fn sign_in(house: &House, device: &Authenticator) -> Answer {
    show(house, device.signed(&options(house).await)).await
}

#[tokio::test]
async fn a_passkey_of_either_kind_lets_its_owner_in_without_a_password_and_past_the_second_factor() {
    each_house(async |house| {
        furnish(&house);
        let ann = Person::new(&house, "ann").await;
        ann.with_app(&house).await;
        for device in [Authenticator::es256(1, ORIGIN), Authenticator::ed25519(2, ORIGIN)] {
            let made = register(&ann, &device).await.expect(200);
            assert_eq!(made.json["name"], "phone");
            register(&ann, &device).await.expect_problem(409, "conflict");
            let told = sign_in(&house, &device).await.expect(200);
            assert!(told.header("set-cookie").is_some() && told.json["requires_2fa"] == false);
            ann.ask_by(&token(&told), "POST", "/api/v1/2fa/backup-codes", json!({})).await.expect(200);
        }
        let list = ann.get("/api/v1/webauthn/credentials").await.expect(200);
        assert_eq!(list.list().iter().map(|one| &one["algorithm"]).collect::<Vec<_>>(), ["ed25519", "es256"]);
        let begun = ann.post(&format!("{MAKE}/begin"), json!({})).await.expect(200).json;
        assert_eq!(begun["excludeCredentials"].as_array().unwrap().len(), 2);

        let path = format!("/api/v1/webauthn/credentials/{}", list.list()[1]["id"].as_str().unwrap());
        let ben = Person::new(&house, "ben").await;
        ben.ask("DELETE", &path, json!({})).await.expect_problem(404, "not_found");
        ann.ask("DELETE", &path, json!({})).await.expect(200);
        sign_in(&house, &Authenticator::es256(1, ORIGIN)).await.expect_problem(401, "unauthenticated");
        sign_in(&house, &Authenticator::ed25519(2, ORIGIN)).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn s_07_whoever_has_a_passkey_is_not_locked_out_by_those_who_guess_their_password() {
    each_house(async |house| {
        furnish(&house);
        let (ann, device) = (Person::new(&house, "ann").await, Authenticator::es256(1, ORIGIN));
        register(&ann, &device).await.expect(200);
        for _ in 0..3 {
            ann.password("wrong").await.expect_problem(401, "unauthenticated");
        }
        ann.password(PASSWORD).await.expect_problem(429, "rate_limited");
        sign_in(&house, &device).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn a_passkey_that_was_not_made_here_now_and_by_whoever_asked_is_refused() {
    each_house(async |house| {
        furnish(&house);
        let (ann, ben) = (Person::new(&house, "ann").await, Person::new(&house, "ben").await);
        let device = Authenticator::es256(1, ORIGIN);
        let begin = async |person: &Person| person.post(&format!("{MAKE}/begin"), json!({})).await.expect(200).json;
        let complete =
            async |credential: Value| ann.post(&format!("{MAKE}/complete"), json!({ "credential": credential })).await;
        let options = begin(&ann).await;
        for liar in [
            Authenticator { origin: "https://evil.example.org".into(), ..device.clone() },
            Authenticator { site_id: Some("evil.example.org".into()), ..device.clone() },
            Authenticator { is_verified: false, ..device.clone() },
        ] {
            assert_eq!(complete(liar.made(&options)).await.flaw(), ("/credential", "wrong"));
        }
        let mut called = device.made(&options);
        called["rawId"] = json!("AAAA");
        assert_eq!(complete(called).await.flaw(), ("/credential", "wrong"));
        let to_show = self::options(&house).await["challenge"].clone();
        for challenge in [begin(&ben).await["challenge"].clone(), to_show, json!("AAAA"), json!("")] {
            let mut asked = options.clone();
            asked["challenge"] = challenge;
            assert_eq!(complete(device.made(&asked)).await.flaw(), ("/credential", "wrong"));
        }
        complete(json!({ "rawId": "!" })).await.expect_problem(422, "invalid");
        complete(device.made(&options)).await.expect(200);
        assert_eq!(complete(Authenticator::es256(2, ORIGIN).made(&options)).await.flaw(), ("/credential", "wrong"));
        let late = begin(&ann).await;
        house.advance(Duration::from_secs(5 * 60));
        assert_eq!(complete(Authenticator::es256(3, ORIGIN).made(&late)).await.flaw(), ("/credential", "wrong"));
    })
    .await;
}

#[tokio::test]
async fn a_passkey_that_does_not_sign_for_this_house_now_lets_nobody_in() {
    each_house(async |house| {
        furnish(&house);
        let (ann, device) = (Person::new(&house, "ann").await, Authenticator::es256(1, ORIGIN));
        register(&ann, &device).await.expect(200);
        let refused = async |credential: Value| show(&house, credential).await.expect_problem(401, "unauthenticated");
        let asked = options(&house).await;
        for liar in [
            Authenticator { origin: "https://evil.example.org".into(), ..device.clone() },
            Authenticator { site_id: Some("evil.example.org".into()), ..device.clone() },
            Authenticator { is_verified: false, ..device.clone() },
            Authenticator { user_handle: Some("AAAA".into()), ..device.clone() },
            Authenticator { credential_id: device.credential_id.clone(), ..Authenticator::es256(9, ORIGIN) },
            Authenticator::es256(2, ORIGIN),
        ] {
            refused(liar.signed(&asked)).await;
        }
        let begun = ann.post(&format!("{MAKE}/begin"), json!({})).await.expect(200).json;
        for challenge in [begun["challenge"].clone(), json!("AAAA"), json!("")] {
            refused(device.signed(&json!({ "challenge": challenge, "rpId": "house.example.org" }))).await;
        }
        for part in ["signature", "authenticatorData", "clientDataJSON"] {
            let mut tampered = device.signed(&asked);
            let text = tampered["response"][part].as_str().unwrap();
            let other = if text.starts_with('A') { "B" } else { "A" };
            tampered["response"][part] = json!(format!("{other}{}", &text[1..]));
            refused(tampered).await;
        }
        let good = device.signed(&asked);
        show(&house, good.clone()).await.expect(200);
        refused(good).await;
        let late = options(&house).await;
        house.advance(Duration::from_secs(5 * 60));
        refused(device.signed(&late)).await;
        sign_in(&house, &device).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn of_fifty_uses_of_one_signature_at_once_exactly_one_lets_in() {
    each_house(async |house| {
        furnish(&house);
        let (ann, device) = (Person::new(&house, "ann").await, Authenticator::ed25519(1, ORIGIN));
        register(&ann, &device).await.expect(200);
        let signed = device.signed(&options(&house).await);
        let one = |_| {
            let (house, signed) = (house.clone(), signed.clone());
            tokio::spawn(async move { show(&house, signed).await.status })
        };
        let asked: Vec<_> = (0..50).map(one).collect();
        let mut let_in = 0;
        for one in asked {
            let_in += usize::from(one.await.unwrap() == 200);
        }
        assert_eq!(let_in, 1);
    })
    .await;
}

#[tokio::test]
async fn a_passkey_that_is_in_two_places_is_suspended_and_that_is_on_record() {
    each_house(async |house| {
        furnish(&house);
        let (ann, device) = (Person::new(&house, "ann").await, Authenticator::es256(1, ORIGIN));
        let device = Authenticator { sign_count: 5, ..device };
        register(&ann, &device).await.expect(200);
        let used = Authenticator { sign_count: 6, ..device.clone() };
        sign_in(&house, &used).await.expect(200);
        sign_in(&house, &used).await.expect_problem(401, "unauthenticated");
        let store = house.app().store();
        let kept = store.all(store::sql!(Passkey, (), "order by id /* all users */"), ()).await.unwrap();
        assert!(kept[0].suspended_at.is_some());
        account::Record::of(house.app()).turn().await.unwrap();
        let violations = store.all(store::sql!(Violation, (), "order by seq"), ()).await.unwrap();
        let reused = violations.iter().find(|violation| violation.kind == account::ViolationKind::TokenReused);
        assert_eq!(reused.unwrap().user_id, Some(kept[0].user_id));
        let ahead = Authenticator { sign_count: 7, ..device.clone() };
        sign_in(&house, &ahead).await.expect_problem(401, "unauthenticated");
        let list = ann.get("/api/v1/webauthn/credentials").await.expect(200);
        assert!(list.list()[0]["suspended_at"].is_string());
    })
    .await;
}

#[tokio::test]
async fn a_session_is_stepped_up_by_its_owners_passkey_and_by_nobody_elses() {
    each_house(async |house| {
        furnish(&house);
        let (ann, ben) = (Person::new(&house, "ann").await, Person::new(&house, "ben").await);
        let (of_ann, of_ben) = (Authenticator::es256(1, ORIGIN), Authenticator::es256(2, ORIGIN));
        register(&ann, &of_ann).await.expect(200);
        register(&ben, &of_ben).await.expect(200);
        house.advance(Duration::from_secs(11 * 60));
        ann.post(&format!("{MAKE}/begin"), json!({})).await.expect_problem(403, "step_up");
        let step_up = async |device: &Authenticator| {
            let said = json!({ "passkey": device.signed(&options(&house).await) });
            ann.post("/api/v1/auth/step-up", said).await
        };
        assert_eq!(step_up(&of_ben).await.flaw(), ("/passkey", "wrong"));
        ann.post(&format!("{MAKE}/begin"), json!({})).await.expect_problem(403, "step_up");
        step_up(&of_ann).await.expect(200);
        ann.post(&format!("{MAKE}/begin"), json!({})).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn without_an_address_passkeys_are_for_the_name_of_this_machine_only() {
    each_house(async |house| {
        furnish(&house);
        house.app().furnish(Customs::default());
        let nobody = house.anonymous();
        let begin = async |host: &str| nobody.send("POST", &format!("{SHOW}/begin"), &[("host", host)], "").await;
        assert_eq!(begin("localhost:8000").await.expect(200).json["rpId"], "localhost");
        for host in ["127.0.0.1:8000", "house.example.org"] {
            begin(host).await.expect_problem(501, "switched_off");
        }
    })
    .await;
}
