//! The story of events, through HTTP, over both databases.
mod corrupt;
mod stretch;

use base::Id;
use house::{Client, House, each_house};
use serde_json::{Value, json};
use store::{Batch, OneOf, sql};

pub(super) const PATH: &str = "/api/v1/calendar/events";

/// So many events more, one each hour from the start of 2026 on, like the first that is there.
pub(super) async fn many(house: &House, client: &Client, count: i64) {
    let like = sql!(super::CalendarEvent, (Id,), "where space_id = $1 order by id limit 1");
    let first = house.app().store().one(like, (client.space_id(),)).await.unwrap().unwrap();
    let mut batch = Batch::new();
    for number in 0..count {
        let id = Id::new(house.clock());
        let at =
            |hours: i64| base::Instant::from_micros((1_767_225_600 + (number + hours) * 3_600) * 1_000_000).unwrap();
        batch = batch.insert(&super::CalendarEvent {
            id,
            uid: id.to_string(),
            first_at: at(0),
            last_at: at(1),
            ..first.clone()
        });
    }
    house.write(batch).await;
}

pub(super) async fn make(client: &Client, fields: Value) -> Value {
    client.post(PATH, fields).await.expect(201).json
}

pub(super) fn path(event: &Value) -> String {
    format!("{PATH}/{}", event["id"].as_str().unwrap())
}

/// What a stretch of time holds: each title with its beginning.
pub(super) async fn told(client: &Client, from: &str, to: &str) -> Vec<(String, String)> {
    let list = client.get(&format!("{PATH}?start_date={from}&end_date={to}")).await.expect(200);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    list.list().iter().map(|event| (text(&event["title"]), text(&event["start"]))).collect()
}

/// When they begin that a stretch of time holds.
pub(super) async fn lives_in(client: &Client, zone: &str) {
    client.put("/api/v1/settings", json!({ "timezone": zone })).await.expect(200);
}

#[tokio::test]
async fn pt_43_an_event_lives() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        assert_eq!(ann.get(PATH).await.expect(200).text, "[]");
        let fields = json!({
            "title": "Sow the beans 🌱", "description": "in two rows", "start": "2026-11-21T09:00:00Z",
            "end": "2026-11-21T10:00:00Z", "category": "Health", "location": "Garden", "attendees": ["ben@example.org"],
            "priority": 4,
        });
        let made = ann.post(PATH, fields).await.expect(201);
        let path = format!("{PATH}/{}", made.id());
        assert_eq!(made.header("location"), Some(path.as_str()));
        for (name, value) in [
            ("title", json!("Sow the beans 🌱")),
            ("start", json!("2026-11-21T09:00:00+00:00")),
            ("end", json!("2026-11-21T10:00:00+00:00")),
            ("is_movable", json!(true)),
            ("movability_score", json!(0.5)),
            ("google_event_id", Value::Null),
            ("backgroundColor", json!("#ef4444")),
            ("textColor", json!("white")),
            ("reminder_minutes", json!(15)),
            ("event_type", json!("meeting")),
            ("priority", json!(4)),
        ] {
            assert_eq!(made.json[name], value, "{name}");
        }
        assert_eq!(ann.get(&path).await.expect(200).json, made.json);
        assert_eq!(ann.get(PATH).await.expect(200).json, json!([made.json]));
        let changed = ann.put(&path, json!({ "title": "Reap", "status": "TENTATIVE" })).await.expect(200);
        assert_eq!((changed.header("etag"), &changed.json["status"]), (Some("\"2\""), &json!("tentative")));
        assert_eq!(changed.json["start"], made.json["start"]);
        let undone = ann.post(&format!("{path}/undo"), json!({})).await.expect(200).json;
        assert_eq!((&undone["title"], &undone["status"]), (&made.json["title"], &json!("confirmed")));
        let said = ann.delete(&path).await.expect(200).json;
        assert_eq!(said, json!({ "message": format!("Event {} deleted successfully", made.id()) }));
        ann.get(&path).await.expect_problem(404, "not_found");
        assert_eq!(ann.get(PATH).await.expect(200).text, "[]");
        assert_eq!(ann.get(&format!("{PATH}?deleted=true")).await.expect(200).list().len(), 1);
        ann.post(&format!("{path}/restore"), json!({})).await.expect(200);
        assert_eq!(ann.get(PATH).await.expect(200).list().len(), 1);
        let past = ann.get(&format!("{path}/history")).await.expect(200);
        assert_eq!(past.list()[0]["event"], "calendar_events.restored");
    })
    .await;
}

#[tokio::test]
async fn what_does_not_hold_is_told_with_its_place() {
    each_house(async |house| {
        let (ann, bob) = (house.user("ann").await, house.user("bob").await);
        let foreign = make(&bob, json!({ "title": "x", "start": "2026-11-21" })).await;
        for (body, flaw) in [
            (json!({ "start": "2026-11-21" }), ("/title", "missing")),
            (json!({ "title": "x" }), ("/start", "missing")),
            (json!({ "title": "", "start": "2026-11-21" }), ("/title", "empty")),
            (json!({ "title": "x", "start": "soon" }), ("/start", "invalid")),
            (json!({ "title": "x", "start": "2026-11-21", "end": "2026-11-21" }), ("/end", "out_of_order")),
            (
                json!({ "title": "x", "start": "2026-11-21T09:00:00Z", "end": "2026-11-21T09:00:00Z" }),
                ("/end", "out_of_order"),
            ),
            (json!({ "title": "x", "start": "2026-11-21", "end": "2026-11-21T09:00:00Z" }), ("/end", "type")),
            (json!({ "title": "x", "start": "2026-11-21", "timezone": "Mars/Phobos" }), ("/timezone", "unknown_zone")),
            (
                json!({ "title": "x", "start": "2026-11-21", "recurrence_rule": "FREQ=SOMETIMES" }),
                ("/recurrence_rule", "invalid"),
            ),
            (json!({ "title": "x", "start": "2026-11-21", "colour": "red" }), ("/colour", "unknown_field")),
            (
                json!({ "title": "x", "start": "2026-11-21", "calendar_id": foreign["calendar_id"] }),
                ("/calendar_id", "unknown"),
            ),
        ] {
            let told = ann.post(PATH, body.clone()).await;
            assert_eq!((told.problem(), told.flaw()), ((422, "invalid"), flaw), "{body}");
        }
        for query in
            ["start_date=2026-11-22&end_date=2026-11-20", "end_date=soon", "start_date=2026-01-01&end_date=2050-01-01"]
        {
            ann.get(&format!("{PATH}?{query}")).await.expect_problem(422, "invalid");
        }
        ann.get(&path(&foreign)).await.expect_problem(404, "not_found");
        ann.patch(&path(&foreign), json!({ "title": "y" })).await.expect_problem(404, "not_found");
        ann.get(&format!("{PATH}/undefined")).await.expect_problem(400, "malformed");
        assert_eq!(
            ann.get("/api/v1/calendar/calendars").await.expect(200).text,
            "[]",
            "what was refused has made nothing"
        );
    })
    .await;
}

#[tokio::test]
async fn pt_09_every_word_of_an_event_goes_in_and_comes_out() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let made = make(&ann, json!({ "title": "x", "start": "2026-11-21" })).await;
        for (name, texts) in [("status", super::EventStatus::TEXTS), ("transparency", super::Transparency::TEXTS)] {
            for text in texts {
                for given in [text.to_string(), text.to_uppercase()] {
                    ann.patch(&path(&made), json!({ name: given })).await.expect(200);
                    assert_eq!(ann.get(PATH).await.expect(200).list()[0][name], *text);
                }
            }
            let refused = ann.patch(&path(&made), json!({ name: "perhaps" })).await;
            assert_eq!(refused.json["flaws"][0]["allowed"], json!(texts));
        }
    })
    .await;
}

#[tokio::test]
async fn an_event_is_gone_with_its_calendar_and_comes_back_with_it() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let made = make(&ann, json!({ "title": "x", "start": "2026-11-21" })).await;
        let calendar = format!("/api/v1/calendar/calendars/{}", made["calendar_id"].as_str().unwrap());
        assert_eq!(ann.get(&calendar).await.expect(200).json["event_count"], 1);
        ann.delete(&calendar).await.expect(200);
        assert_eq!(ann.get(PATH).await.expect(200).text, "[]");
        ann.get(&path(&made)).await.expect_problem(404, "not_found");
        ann.post(&format!("{calendar}/restore"), json!({})).await.expect(200);
        assert_eq!(ann.get(PATH).await.expect(200).list().len(), 1);
        let other = ann.post("/api/v1/calendar/calendars", json!({ "name": "other" })).await.expect(201).json;
        let moved = ann.patch(&path(&made), json!({ "calendar_id": other["id"] })).await.expect(200).json;
        assert_eq!(moved["calendar_id"], other["id"]);
        assert_eq!(
            ann.get(&format!("{PATH}?calendar_id={}", made["calendar_id"].as_str().unwrap())).await.expect(200).text,
            "[]"
        );
        assert_eq!(
            ann.get(&format!("{PATH}?calendar_id={}", other["id"].as_str().unwrap())).await.expect(200).list().len(),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn a_category_of_ones_own_paints_the_events_in_it() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let category = json!({ "name": "Beekeeping", "type": "event", "color": "#123456" });
        ann.post("/api/v1/categories", category).await.expect(201);
        for (category, color) in
            [("beekeeping", "#123456"), ("Leisure", "#8b5cf6"), ("Work", "#3b82f6"), ("else", "#6b7280")]
        {
            let made = make(&ann, json!({ "title": "x", "start": "2026-11-21", "category": category })).await;
            assert_eq!(made["backgroundColor"], color, "{category}");
        }
    })
    .await;
}
