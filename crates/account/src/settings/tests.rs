//! What somebody starts with, and that every setting is kept.
use super::UserSettings;
use crate::testing::House;
use base::{Id, Instant};
use serde_json::{Value, json};
use store::{Batch, sql};
use testkit::each_database;

#[tokio::test]
async fn new_settings_are_what_the_table_itself_would_fill_in() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let root = house.first().await;
        let (store, now) = (house.app.store(), house.app.clock().now());
        let bare =
            sql!((), (Id, Instant), "insert into user_settings (user_id, revision, updated_at) values ($1, 1, $2)");
        let again = Batch::new().delete::<UserSettings>((root.id,)).run(bare, (root.id, now));
        let made = store.get::<UserSettings>((root.id,)).await.unwrap().unwrap();
        store.write(again).await.unwrap();
        let filled_in = store.get::<UserSettings>((root.id,)).await.unwrap().unwrap();
        assert_eq!((&made, made.updated_at), (&filled_in, now));
        house.close().await;
    })
    .await;
}

/// Another value of a setting, and the one of its kind that says the least.
fn other_and_least(name: &str, usual: &Value) -> [Value; 2] {
    match (name, usual) {
        ("theme", _) => [json!("zen"), json!("dark")],
        ("web_search_provider", _) => [json!("tavily"), json!("disabled")],
        ("timezone", _) => [json!("Asia/Tokyo"), json!("UTC")],
        ("agent_settings", _) => [json!({ "data_analyst_enabled": true }), json!({})],
        ("calendar_event_weights", _) => [0.25, 0.0].map(|weight| {
            json!({ "meeting": weight, "appointment": weight, "reminder": weight, "task": weight, "event": weight })
        }),
        (_, Value::Bool(usual)) => [json!(!usual), json!(false)],
        (_, Value::Null) => [json!("other:1b"), Value::Null],
        (_, usual) => [json!("other:1b"), usual.clone()],
    }
}

#[tokio::test]
async fn pt_18_every_setting_is_kept_whatever_it_is_set_to_and_also_beyond_a_restart() {
    each_database(async |location| {
        let mut house = House::open(&location).await;
        let root = house.first().await;
        let first = house.ask(&root, "settings.get", json!({})).await.unwrap();
        let meta = ["user_id", "email_notifications", "web_search_api_key_set", "revision", "updated_at"];
        let names: Vec<&String> =
            first.as_object().unwrap().keys().filter(|name| !meta.contains(&name.as_str())).collect();
        assert_eq!(names.len(), 40);
        for turn in [0, 1] {
            let mut expected = Vec::new();
            for name in &names {
                let value = other_and_least(name, &first[*name])[turn].clone();
                let told = house.ask(&root, "settings.update", json!({ *name: value })).await.unwrap();
                assert_eq!(told[*name], value, "{name}");
                expected.push(value);
            }
            for _ in ["before the restart", "after it"] {
                let kept = house.ask(&root, "settings.get", json!({})).await.unwrap();
                assert_eq!(names.iter().map(|name| kept[*name].clone()).collect::<Vec<_>>(), expected);
                house.close().await;
                house = House::open(&location).await;
            }
        }
        let all = names.iter().map(|name| ((*name).clone(), Value::Null)).collect();
        let back = house.ask(&root, "settings.update", Value::Object(all)).await.unwrap();
        assert!(names.iter().all(|name| back[*name] == first[*name]), "{back}");
        house.close().await;
    })
    .await;
}

#[tokio::test]
async fn pt_18_a_key_is_kept_beyond_a_restart_and_gone_once_it_is_taken_back() {
    each_database(async |location| {
        let mut house = House::open(&location).await;
        let root = house.first().await;
        for (said, expected) in [(json!("tvly-1"), true), (Value::Null, false)] {
            house.ask(&root, "settings.update", json!({ "web_search_api_key": said })).await.unwrap();
            house.close().await;
            house = House::open(&location).await;
            let kept = house.ask(&root, "settings.get", json!({})).await.unwrap();
            assert_eq!(kept["web_search_api_key_set"], expected);
        }
        house.close().await;
    })
    .await;
}
