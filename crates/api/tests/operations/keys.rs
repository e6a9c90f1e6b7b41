//! Requests that may be sent again: an `Idempotency-Key` has its effect once.
use crate::{
    House, house,
    http::{Answer, paths, send},
    notes::records,
};
use axum::Router;
use serde_json::json;
use std::time::Duration;
use testkit::each_database;

async fn write(paths: &Router, token: &str, key: &str, body: &'static str) -> Answer {
    let shown = format!("Bearer {token}");
    send(paths, "POST /api/v1/notes", &[("authorization", &shown), ("idempotency-key", key)], body).await
}

async fn notes(house: &House) -> usize {
    house.changes().await.len()
}

#[tokio::test]
async fn s_26_a_key_has_its_effect_once_and_its_answer_again_for_a_day() {
    each_database(async |location| {
        let house = house(location).await;
        let first = write(&paths(&house), "write", "k1", r#"{"text":"one","colour":"red"}"#).await;
        // Another server over the same database, and the fields in another order.
        let again = write(&paths(&house), "write", "k1", r#"{"colour":"red","text":"one"}"#).await;
        assert_eq!((first.status, again.status, &again.body), (201, 201, &first.body));
        assert_eq!((again.header("location"), again.header("etag")), (first.header("location"), first.header("etag")));
        assert_eq!((first.header("idempotency-replayed"), again.header("idempotency-replayed")), ("", "true"));
        assert_eq!((notes(&house).await, records(house.app.store()).await), (1, 1));

        let mismatch = write(&paths(&house), "write", "k1", r#"{"text":"two"}"#).await;
        assert_eq!(mismatch.problem(), (422, "invalid"));
        assert_eq!(mismatch.body["flaws"][0]["at"], json!("/idempotency-key"));
        let other = write(&paths(&house), "other", "k1", r#"{"text":"one","colour":"red"}"#).await;
        assert_eq!((other.status, other.header("idempotency-replayed")), (201, ""), "a key belongs to who sent it");

        house.app.clock().advance(Duration::from_secs(24 * 60 * 60 + 1));
        let tomorrow = write(&paths(&house), "write", "k1", r#"{"text":"two"}"#).await;
        assert_eq!((tomorrow.status, tomorrow.header("idempotency-replayed")), (201, ""));
        assert_eq!(notes(&house).await, 3);
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn s_26_fifty_at_once_have_one_effect() {
    each_database(async |location| {
        let house = house(location).await;
        let paths = paths(&house);
        let sent = (0..50).map(|_| {
            let paths = paths.clone();
            tokio::spawn(async move { write(&paths, "write", "k1", r#"{"text":"one"}"#).await })
        });
        let mut ids = std::collections::BTreeSet::new();
        for answer in sent.collect::<Vec<_>>() {
            let answer = answer.await.unwrap();
            assert_eq!(answer.status, 201, "{}", answer.body);
            ids.insert(answer.body["id"].to_string());
        }
        assert_eq!((ids.len(), notes(&house).await), (1, 1));
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn s_26_a_secret_is_told_once() {
    each_database(async |location| {
        let house = house(location).await;
        let paths = paths(&house);
        let ask = async || send(&paths, "POST /api/v1/secrets", &[("idempotency-key", "k")], r#"{"text":"one"}"#).await;
        let first = ask().await;
        assert!(first.body["secret"].is_string());
        let again = ask().await;
        assert_eq!(again.problem(), (409, "conflict"));
        assert_eq!(notes(&house).await, 1);
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_refused_may_be_sent_again_in_another_way_under_its_key() {
    each_database(async |location| {
        let house = house(location).await;
        let paths = paths(&house);
        assert_eq!(write(&paths, "write", "k1", "{}").await.problem(), (422, "invalid"));
        assert_eq!(write(&paths, "write", "k1", r#"{"text":"one"}"#).await.status, 201);
        assert_eq!(
            write(&paths, "write", "", r#"{"text":"one"}"#).await.status,
            201,
            "the helper leaves an empty header out"
        );
        let long = "k".repeat(256);
        assert_eq!(write(&paths, "write", &long, r#"{"text":"one"}"#).await.problem(), (422, "invalid"));
        house.app.store().close().await;
    })
    .await;
}
