//! The story of API tokens, over both databases.
use crate::testing::{House, Person, refusal};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::each_database;

/// Somebody, by the token that was just made.
fn with(person: &Person, made: &Value) -> Person {
    Person { token: made["token"].as_str().unwrap().to_owned(), ..person.clone() }
}

#[tokio::test]
async fn a_token_lives() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [_, ann, ben, _] = house.team().await;
        let made = house.ask(&ann, "tokens.create", json!({ "name": "laptop" })).await.unwrap();
        assert_eq!((&made["name"], &made["rate_per_minute"]), (&json!("laptop"), &json!(6_000)));
        assert!(made["token"].as_str().unwrap().starts_with(made["prefix"].as_str().unwrap()));
        assert!(made.get("token_hash").is_none());
        let id = &made["id"];
        let mut kept = made.clone();
        kept.as_object_mut().unwrap().remove("token");
        assert_eq!(house.ask(&ann, "tokens.get", json!({ "id": id })).await.unwrap(), kept, "told once");
        for name in ["tokens.get", "tokens.revoke"] {
            assert_eq!(refusal(house.ask(&ben, name, json!({ "id": id })).await), "not_found", "{name}");
        }
        let list = async |input: Value| house.ask(&ann, "tokens.list", input).await.unwrap().as_array().unwrap().len();
        assert_eq!(list(json!({})).await, 2);

        let laptop = with(&ann, &made);
        house.ask(&laptop, "users.current", json!({})).await.unwrap();
        house.ask(&laptop, "tokens.revoke", json!({ "id": id })).await.unwrap();
        assert_eq!(refusal(house.ask(&laptop, "users.current", json!({})).await), "unauthenticated");
        house.ask(&ann, "tokens.revoke", json!({ "id": id })).await.unwrap();
        assert_eq!((list(json!({})).await, list(json!({ "revoked": true })).await), (1, 2));

        let own = house.caller(&ann, None).await.unwrap().space_id;
        let events = house.events().await.into_iter().filter(|(event, _)| event.starts_with("tokens"));
        let events: Vec<String> = events.filter(|(_, space_id)| *space_id == own).map(|(event, _)| event).collect();
        assert_eq!(events, ["tokens.created", "tokens.created", "tokens.revoked"]);
        assert_eq!(house.record().await.iter().filter(|name| *name == "tokens.revoke").count(), 1);
        let log = house.log().await;
        assert!(!log.contains("token_hash") && !log.contains(made["token"].as_str().unwrap()));
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn s_26_a_token_is_not_told_again_and_not_made_twice() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [_, ann, ..] = house.team().await;
        let mut caller = house.caller(&ann, None).await.unwrap();
        caller.idempotency_key = Some("once".into());
        house.perform(&caller, "tokens.create", json!({ "name": "laptop" })).await.unwrap();
        let again = house.perform(&caller, "tokens.create", json!({ "name": "laptop" })).await;
        assert_eq!(refusal(again), "conflict");
        let all = house.ask(&ann, "tokens.list", json!({ "revoked": true })).await.unwrap();
        assert_eq!(all.as_array().unwrap().len(), 2);
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_token_goes_no_further_than_the_one_that_makes_it() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let [root, ann, ..] = house.team().await;
        let now = house.app.clock().now();
        let [soon, later] = [60, 120].map(|seconds| now.plus(Duration::from_secs(seconds)));
        let new = json!({ "name": "narrow", "scopes": ["tokens.admin", "tasks.read"], "rate_per_minute": 100, "expires_at": soon });
        let narrow = with(&ann, &house.ask(&ann, "tokens.create", new).await.unwrap());
        for (person, input, expected) in [
            (&narrow, json!({}), "forbidden"),
            (&narrow, json!({ "scopes": ["tasks.write"] }), "forbidden"),
            (&narrow, json!({ "scopes": ["*.read"] }), "forbidden"),
            (&narrow, json!({ "scopes": ["tasks.read"], "rate_per_minute": 101 }), "/rate_per_minute out_of_range"),
            (&narrow, json!({ "scopes": ["tasks.read"], "rate_per_minute": null }), "/rate_per_minute not_allowed"),
            (&narrow, json!({ "scopes": ["tasks.read"], "expires_at": later }), "/expires_at out_of_range"),
            (&ann, json!({ "rate_per_minute": null }), "/rate_per_minute not_allowed"),
            (&ann, json!({ "expires_at": now }), "/expires_at past"),
            (&ann, json!({ "scopes": ["tasks"] }), "/scopes/0 format"),
            (&ann, json!({ "scopes": [] }), "/scopes empty"),
            (&ann, json!({ "name": "" }), "/name empty"),
        ] {
            let mut new = input.clone();
            new.as_object_mut().unwrap().entry("name").or_insert(json!("another"));
            assert_eq!(refusal(house.ask(person, "tokens.create", new).await), expected, "{input}");
        }
        let new = json!({ "name": "narrower", "scopes": ["tasks.read"] });
        let narrower = house.ask(&narrow, "tokens.create", new).await.unwrap();
        assert_eq!((&narrower["rate_per_minute"], &narrower["expires_at"]), (&json!(100), &json!(soon)));
        let reader = with(&ann, &narrower);
        assert_eq!(refusal(house.ask(&reader, "tokens.create", json!({ "name": "x" })).await), "forbidden");
        let free = house.ask(&root, "tokens.create", json!({ "name": "free", "rate_per_minute": null })).await.unwrap();
        assert_eq!(free["rate_per_minute"], Value::Null);
        house.close().await;
    })
    .await;
}
