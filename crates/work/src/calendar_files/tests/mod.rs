//! The story of calendars as files, through HTTP, over both databases.
mod corpora;
mod dialects;
mod export;
mod feed;
mod import;
mod python;

use house::{Answer, Client};
use serde_json::{Value, json};

pub(super) const CALENDARS: &str = "/api/v1/calendar/calendars";
pub(super) const EVENTS: &str = "/api/v1/calendar/events";

/// A new calendar of somebody's: its path.
pub(super) async fn calendar(client: &Client, name: &str) -> String {
    let made = client.post(CALENDARS, json!({ "name": name, "timezone": "Europe/Berlin" })).await.expect(201);
    format!("{CALENDARS}/{}", made.id())
}

/// A calendar with these lines in it.
pub(super) fn file(lines: &str) -> String {
    let text = format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//example//EN\n{}\nEND:VCALENDAR\n", lines.trim());
    text.replace('\n', "\r\n")
}

/// An event with these lines in it.
pub(super) fn event(uid: &str, lines: &str) -> String {
    format!("BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20260101T000000Z\n{}\nEND:VEVENT\n", lines.trim())
}

pub(super) async fn send(client: &Client, path: &str, text: impl Into<Vec<u8>>) -> Answer {
    client.send("POST", path, &[("content-type", "text/calendar")], text).await
}

pub(super) async fn import(client: &Client, calendar: &str, text: impl Into<Vec<u8>>) -> Value {
    send(client, &format!("{calendar}/import"), text).await.expect(200).json
}

pub(super) async fn export(client: &Client, calendar: &str) -> String {
    client.get(&format!("{calendar}/export")).await.expect(200).text
}

/// How many events were made, changed, left as they were, and refused.
pub(super) fn counts(told: &Value) -> [u64; 4] {
    ["made", "changed", "unchanged", "refused"].map(|name| told[name].as_u64().unwrap())
}

/// The reasons that are told, with the lines.
pub(super) fn reasons(told: &Value) -> Vec<(u64, String)> {
    let all = told["events"].as_array().unwrap().iter();
    all.filter_map(|one| Some((one["line"].as_u64()?, one["reason"].as_str()?.to_owned()))).collect()
}

/// What takes place in a stretch of time: titles with beginnings and ends.
pub(super) async fn told(client: &Client, from: &str, to: &str) -> Vec<[String; 3]> {
    let list = client.get(&format!("{EVENTS}?start_date={from}&end_date={to}")).await.expect(200);
    let text = |event: &Value, name: &str| event[name].as_str().unwrap().to_owned();
    list.list().iter().map(|event| ["title", "start", "end"].map(|name| text(event, name))).collect()
}
