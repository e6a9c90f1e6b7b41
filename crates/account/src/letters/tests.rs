//! The story of letters, over both databases.
use super::{Courier, Letter, LetterKind, NewLetter, OpenLetter, Rounds, withdraw, write};
use crate::testing::{House, refusal};
use api::Work;
use base::{Id, Secret};
use serde_json::{Value, json};
use std::{sync::Mutex, time::Duration};
use testkit::each_database;

/// A courier that remembers what it was given.
struct Remembering {
    sends: bool,
    links: Mutex<Vec<String>>,
}

impl Courier for Remembering {
    fn carry(&self, letter: OpenLetter) -> Work<bool> {
        self.links.lock().unwrap().push(letter.link.expose().to_owned());
        let sends = self.sends;
        Box::pin(async move { Ok(sends) })
    }
}

/// A letter about something new, with that link, good for an hour.
async fn letter(house: &House, link: &str) -> Id {
    let about = Id::new(house.app.clock());
    let new = NewLetter {
        about,
        kind: LetterKind::PasswordReset,
        address: "ann@example.org".into(),
        user_id: None,
        space_id: None,
        link: Secret::new(link),
        expires_at: house.app.clock().now().plus(Duration::from_secs(3600)),
    };
    house.app.store().write(write(&house.app, new).unwrap()).await.unwrap();
    about
}

#[tokio::test]
async fn a_letter_is_sealed_shown_to_administrators_carried_once_and_forgotten() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [root, ann, ..] = house.team().await;
        let list = async || house.ask(&root, "letters.list", json!({})).await.unwrap();
        letter(&house, "/early").await;
        house.app.clock().advance(Duration::from_secs(120));
        let [console, mail] = [false, true].map(|sends| Remembering { sends, links: Mutex::default() });
        let [mut printing, mut sending] = [Rounds::begin(&house.app), Rounds::begin(&house.app)];
        let id = letter(&house, "/reset#canary").await;
        let kept = house.app.store().get::<Letter>((id,)).await.unwrap().unwrap();
        assert!(kept.link.as_str().starts_with("v1.") && !format!("{kept:?}").contains("canary"));
        let links: Vec<Value> = list().await.as_array().unwrap().iter().map(|one| one["link"].clone()).collect();
        assert_eq!(links, ["/reset#canary", "/early"]);
        assert_eq!(refusal(house.ask(&ann, "letters.list", json!({})).await), "forbidden");
        let narrow = json!({ "name": "narrow", "scopes": ["*.read", "letters.write"] });
        let token = house.ask(&root, "tokens.create", narrow).await.unwrap()["token"].as_str().unwrap().to_owned();
        let narrow = crate::testing::Person { token, ..root.clone() };
        assert_eq!(refusal(house.ask(&narrow, "letters.list", json!({})).await), "forbidden");

        assert_eq!((printing.go(&console).await.unwrap(), printing.go(&console).await.unwrap()), (1, 0));
        assert_eq!(*console.links.lock().unwrap(), ["/reset#canary"]);
        assert_eq!(list().await.as_array().unwrap().len(), 2, "what was printed is to be handed over still");
        assert_eq!((sending.go(&mail).await.unwrap(), sending.go(&mail).await.unwrap()), (1, 0));
        assert_eq!(list().await.as_array().unwrap().len(), 1, "what is on its way is not");

        let withdrawn = letter(&house, "/withdrawn").await;
        house.app.store().write(withdraw(withdrawn)).await.unwrap();
        assert_eq!(printing.go(&console).await.unwrap(), 0);
        house.app.clock().advance(Duration::from_secs(3600));
        assert_eq!(list().await, json!([]));
        house.app.store().write(super::ops::sweep(house.app.clock().now())).await.unwrap();
        assert!(house.app.store().get::<Letter>((id,)).await.unwrap().is_none());
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_links_of_letters_are_sealed_anew_when_the_keys_are_rotated() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let root = house.first().await;
        let id = letter(&house, "/reset#canary").await;
        let before = house.app.store().get::<Letter>((id,)).await.unwrap().unwrap();
        house.app.ring().unwrap().rotate(vault::Purpose::Encryption, house.app.clock()).unwrap();
        let vault = house.app.vault().unwrap();
        for column in crate::SEALED {
            assert!(vault.reseal(house.app.store(), column).await.unwrap().refused.is_empty());
        }
        let after = house.app.store().get::<Letter>((id,)).await.unwrap().unwrap();
        assert_ne!(before.link.key(), after.link.key());
        let seen = house.ask(&root, "letters.list", json!({})).await.unwrap();
        assert_eq!(seen[0]["link"], "/reset#canary");
        house.close().await;
    })
    .await;
}
