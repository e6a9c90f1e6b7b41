//! What a change changes: what it names, where that may be changed, and nothing else.
use crate::{
    sample::{is_id, may_be_null, other, value},
    scene::Scene,
    table::{self, Row},
};
use house::{Client, each_house};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What follows from other fields.
const FOLLOWS: &[&str] = &[
    "revision",
    "updated_at",
    "calculated_score",
    "completed_at",
    "completion_percentage",
    "is_superuser",
    "semantic_keywords",
    "semantic_category",
    "semantic_tags",
    "semantic_summary",
    "semantic_source",
    "weights",
    "role_name",
    "backgroundColor",
    "is_all_day",
    "label_ids",
    "series_id",
    "rings_at",
];

/// What only one value will do for, or what others have a say in.
const BOUND: &[(&str, &str)] = &[
    ("opportunities.update", "task_type"),
    ("subtasks.update", "position"),
    ("calendar_events.update", "recurrence_id"),
    ("calendar_events.update", "scope"),
    ("tasks.update", "recurrence_rule"),
    ("tasks.update", "recurrence_start"),
    ("opportunities.update", "recurrence_rule"),
    ("opportunities.update", "recurrence_start"),
    ("reminders.update", "at"),
    ("reminders.update", "minutes_before"),
];

/// The fields of a body that may be anything, each by itself.
fn free(row: Row) -> impl Iterator<Item = (&'static str, &'static Value)> {
    row.fields().filter(move |(name, _)| is_free(row, name))
}

fn is_free(row: Row, name: &str) -> bool {
    name != "revision" && !BOUND.contains(&(row.route.operation().name(), name))
}

/// The changes of things that can be looked at, too.
fn changes() -> impl Iterator<Item = Row> {
    let is_change = |row: &Row| matches!(row.method(), "PUT" | "PATCH") && row.has_thing();
    table::rows().into_iter().filter(is_change).filter(|row| table::row("GET", row.route.path()).is_some())
}

/// The names of the fields that differ.
fn differing(before: &Value, after: &Value) -> BTreeSet<String> {
    let (before, after) = (before.as_object().unwrap(), after.as_object().unwrap());
    after.iter().filter(|(name, value)| before.get(*name) != Some(value)).map(|(name, _)| name.clone()).collect()
}

/// Another value for a field, one that it may have.
async fn another(scene: &Scene, row: Row, maker: &Client, name: &str, now: &Value) -> Value {
    let schema = row.fields().find(|(known, _)| *known == name).map(|(_, schema)| schema);
    match schema {
        Some(schema) if is_id(schema) => scene.new_parent(name, maker).await.unwrap(),
        Some(schema) if now.is_null() => value(name, schema, scene.next()),
        schema => other(now, schema),
    }
}

#[tokio::test]
async fn s_01_whoever_sends_back_all_that_they_were_shown_changes_only_what_may_be_changed() {
    each_house(async |house| {
        let scene = Scene::new(house).await;
        let ann = scene.somebody().await;
        for row in changes() {
            let (showing, parts) = (table::row("GET", row.route.path()).unwrap(), scene.parts(row, &ann).await);
            let client = scene.entitled(row, &ann);
            let before = scene.send(showing, client, &parts, None).await.expect(200).json;
            let mut body = Map::new();
            for (name, now) in before.as_object().unwrap().iter().filter(|(name, _)| is_free(row, name)) {
                body.insert(name.clone(), another(&scene, row, &ann, name, now).await);
            }
            let told = scene.send(row, client, &parts, Some(body.into())).await.expect(200).json;
            let after = scene.send(showing, client, &parts, None).await.expect(200).json;
            assert_eq!(told, after, "{}: what is answered is what is kept", row.id());
            let writable: BTreeSet<String> = free(row).map(|(name, _)| name.to_owned()).collect();
            let changed = differing(&before, &after);
            let beyond: Vec<&String> =
                changed.difference(&writable).filter(|name| !FOLLOWS.contains(&name.as_str())).collect();
            assert!(beyond.is_empty(), "{} changed {beyond:?}", row.id());
            let shown: BTreeSet<String> = before.as_object().unwrap().keys().cloned().collect();
            let kept: Vec<&String> = writable.intersection(&shown).collect();
            let kept: Vec<_> = kept.into_iter().filter(|name| !changed.contains(*name)).collect();
            assert!(kept.is_empty(), "{} did not change {kept:?}", row.id());
        }
    })
    .await;
}

#[tokio::test]
async fn pt_75_a_change_touches_only_the_field_it_names_and_null_clears_only_what_may_be_empty() {
    each_house(async |house| {
        let scene = Scene::new(house).await;
        let ann = scene.somebody().await;
        for row in changes() {
            let (showing, parts) = (table::row("GET", row.route.path()).unwrap(), scene.parts(row, &ann).await);
            let client = scene.entitled(row, &ann);
            for (name, schema) in free(row) {
                let show = async || scene.send(showing, client, &parts, None).await.expect(200).json;
                let before = show().await;
                let set = another(&scene, row, &ann, name, &before[name]).await;
                scene.send(row, client, &parts, Some(json!({ name: set }))).await.expect(200);
                let after = show().await;
                assert_eq!(after[name], set, "{} {name}", row.id());
                only(name, &before, &after, row);
                let told = scene.send(row, client, &parts, Some(json!({ name: null }))).await;
                let cleared = show().await;
                if may_be_null(schema) {
                    told.expect(200);
                    assert_eq!(cleared[name], Value::Null, "{} {name}", row.id());
                    only(name, &after, &cleared, row);
                } else {
                    assert_eq!(told.flaw().0, format!("/{name}"), "{}", row.id());
                    assert_eq!(cleared, after, "{} {name}", row.id());
                }
            }
        }
    })
    .await;
}

#[track_caller]
fn only(name: &str, before: &Value, after: &Value, row: Row) {
    let beyond =
        differing(before, after).into_iter().filter(|other| other != name && !FOLLOWS.contains(&other.as_str()));
    assert_eq!(beyond.collect::<Vec<_>>(), Vec::<String>::new(), "{} with {name}", row.id());
}
