//! What every list of the table keeps to: it is filtered, it tells what changed, and what leaves it can be had back.
mod agree;
mod corrupt;
mod draw;
mod fill;
mod restore;

use crate::{
    scene::{Scene, path},
    table::{self, Row},
};
use aiwfe::wiring::TABLES;
use api::{Place, filter::FieldKind};
use house::{Answer, Client, Document, each_house};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use store::Kind;

/// The lists that take no filter, and why. The list may only get shorter.
const UNFILTERED: &[(&str, &str)] = &[
    ("calendar_events.history", PAST),
    ("calendars.history", PAST),
    ("categories.history", PAST),
    ("comments.history", PAST),
    ("feedback.history", PAST),
    ("filters.fields", "the program tells of itself"),
    ("filters.history", PAST),
    ("labels.history", PAST),
    ("notifications.history", PAST),
    ("permissions.list", "the program tells of itself"),
    ("projects.history", PAST),
    ("relations.history", PAST),
    ("reminders.history", PAST),
    ("search.find", "what is found stands in the order of how well it fits"),
    ("subtasks.history", PAST),
    ("tasks.history", PAST),
];
/// Why a past takes none.
const PAST: &str = "the changes of one thing are told in their order";

/// The lists of what lies in a space that cannot tell what changed, and why. The list may only get shorter.
const UNSYNCED: &[(&str, &str)] = &[
    ("calendar_events.history", LOG),
    ("calendars.history", LOG),
    ("categories.history", LOG),
    ("comments.history", LOG),
    ("feedback.history", LOG),
    ("filters.fields", "the program tells of itself"),
    ("filters.history", LOG),
    ("labels.history", LOG),
    ("notifications.history", LOG),
    ("projects.history", LOG),
    ("relations.history", LOG),
    ("reminders.history", LOG),
    ("search.find", "what is found follows the log by itself"),
    ("subtasks.history", LOG),
    ("tasks.history", LOG),
];
/// Why a past tells no changes.
const LOG: &str = "it is read from the change log itself";
fn lists() -> Vec<Row> {
    table::all().into_iter().filter(|row| row.route.operation().is_list()).collect()
}

/// The lists that take a filter.
fn filtered() -> Vec<Row> {
    lists().into_iter().filter(|row| row.route.operation().asks().is_some()).collect()
}

fn assert_named(found: impl IntoIterator<Item = &'static str>, known: &[(&'static str, &'static str)]) {
    assert!(known.iter().all(|(_, why)| why.split(' ').count() >= 4));
    let known: BTreeSet<&str> = known.iter().map(|(name, _)| *name).collect();
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), known);
}

/// A list under a filter, with what else its query says.
async fn asked(row: Row, client: &Client, path: &str, filter: &str, besides: &str) -> Answer {
    let filter: String = filter.bytes().map(|byte| format!("%{byte:02x}")).collect();
    assert_eq!(row.method(), "GET", "{}", row.id());
    client.get(&format!("{path}?filter={filter}{besides}")).await
}

#[test]
fn every_list_takes_a_filter_or_says_why_not() {
    let without = lists().into_iter().filter(|row| row.route.operation().asks().is_none()).map(|row| row.id());
    assert_named(without, UNFILTERED);
    for row in lists() {
        let takes = row.query().any(|(name, _)| name == "filter");
        assert_eq!(takes, row.route.operation().asks().is_some(), "{}", row.id());
    }
}

#[test]
fn every_list_of_a_space_tells_what_changed_or_says_why_not() {
    let of_space = |row: &Row| matches!(row.permission().place, Place::Space | Place::Named);
    let without = lists().into_iter().filter(|row| of_space(row) && !row.route.operation().syncs());
    assert_named(without.map(|row| row.id()), UNSYNCED);
}

#[test]
fn what_can_be_asked_is_shown_and_what_is_secret_cannot() {
    for row in filtered() {
        let schema = &row.told.json["responses"]["200"]["content"]["application/json"]["schema"];
        let item = Document::of_product().resolved(&schema["oneOf"][0]["items"]);
        let parts = item["allOf"].as_array().map_or_else(|| vec![item], |parts| parts.iter().collect());
        let parts: Vec<&Value> = parts.into_iter().map(|part| Document::of_product().resolved(part)).collect();
        let is_shown = |name: &str| parts.iter().any(|part| part["properties"].get(name).is_some());
        assert!(is_shown("created_at") || is_shown("updated_at") || is_shown("at"), "{}", row.id());
        for field in row.route.operation().asks().unwrap().fields {
            match field.kind {
                // The name of another thing: who may not read such things cannot ask.
                FieldKind::Text if field.needs.is_some() => {}
                FieldKind::Names(list) => assert!(is_shown(list), "{}: {list}", row.id()),
                _ => assert!(is_shown(field.name), "{}: {} is asked and not shown", row.id(), field.name),
            }
        }
    }
    // What is not a word, a number or a time is either a document or a hash, and nobody asks about these.
    let secret = |name: &str| ["hash", "secret", "key", "password"].iter().any(|word| name.contains(word));
    let columns = TABLES.iter().flat_map(|table| table.columns.iter().map(move |column| (table.name, column)));
    let secrets: BTreeMap<&str, &str> = columns
        .filter(|(_, column)| column.kind == Kind::Bytes || secret(column.name))
        .map(|(table, column)| (column.name, table))
        .collect();
    for row in filtered() {
        for field in row.route.operation().asks().unwrap().fields {
            // A file that a calendar came from has a text of bytes, and is not asked about it.
            let is_known =
                [("system_settings.list", "key"), ("notifications.list", "text")].contains(&(row.id(), field.name));
            assert!(is_known || !secrets.contains_key(field.name), "{}: {}", row.id(), field.name);
        }
    }
}

#[tokio::test]
async fn every_field_of_every_list_is_asked_as_its_example_says() {
    each_house(async |house| {
        let scene = Scene::new(house.clone()).await;
        let ann = scene.somebody().await;
        let known = ann.get("/api/v1/filters/fields").await.expect(200);
        let known: BTreeSet<&str> = known.list().iter().map(|noun| noun["noun"].as_str().unwrap()).collect();
        for row in filtered() {
            let path = path(row, &scene.parts(row, &ann).await);
            let client = scene.entitled(row, &ann);
            let fields = row.route.operation().asks().unwrap();
            assert!(known.contains(fields.noun), "{}", row.id());
            let begun = json!({ "noun": fields.noun, "filter": "" });
            let names = ann.post("/api/v1/filters/complete", begun).await.expect(200).json;
            let names = names["suggestions"].as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap());
            let all = fields.fields.iter().map(|field| field.name).chain(["not"]);
            assert_eq!(names.collect::<Vec<_>>(), all.collect::<Vec<_>>());
            for field in serde_json::to_value(fields.shown()).unwrap().as_array().unwrap() {
                asked(row, client, &path, field["example"].as_str().unwrap(), "").await.expect(200);
            }
            for (filter, code) in [
                ("hashed_password is empty", "unknown_field"),
                ("token_hash ~ a", "unknown_field"),
                ("(", "filter_syntax"),
            ] {
                let told = asked(row, client, &path, filter, "").await;
                assert_eq!((told.problem(), told.flaw()), ((422, "invalid"), ("/filter", code)), "{}", row.id());
            }
        }
    })
    .await;
}
