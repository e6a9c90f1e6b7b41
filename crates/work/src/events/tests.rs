//! The story of events, through HTTP, over both databases.
mod corrupt;

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
async fn starts(client: &Client, from: &str, to: &str) -> Vec<String> {
    told(client, from, to).await.into_iter().map(|(_, start)| start).collect()
}

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
async fn times_are_told_in_the_zone_of_whoever_looks() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        lives_in(&ann, "Europe/Berlin").await;
        let zoned = json!({ "title": "zoned", "start": "2026-11-21T09:00:00", "end": "2026-11-21T10:00:00" });
        let made = make(&ann, zoned).await;
        assert_eq!((&made["start"], &made["timezone"]), (&json!("2026-11-21T09:00:00+01:00"), &json!("Europe/Berlin")));
        let floating = json!({ "title": "floating", "start": "2026-11-21T11:00:00", "timezone": null });
        let floating = make(&ann, floating).await;
        assert_eq!((&floating["start"], &floating["end"]), (&json!("2026-11-21T11:00:00+01:00"), &floating["start"]));
        let day = make(&ann, json!({ "title": "day", "start": "2026-11-21" })).await;
        assert_eq!(
            (&day["start"], &day["end"], &day["is_all_day"]),
            (&json!("2026-11-21"), &json!("2026-11-22"), &json!(true))
        );
        lives_in(&ann, "America/New_York").await;
        let expected =
            [("day", "2026-11-21"), ("zoned", "2026-11-21T03:00:00-05:00"), ("floating", "2026-11-21T11:00:00-05:00")];
        let expected: Vec<_> = expected.map(|(title, start)| (title.to_owned(), start.to_owned())).into();
        assert_eq!(told(&ann, "2026-11-21", "2026-11-21").await, expected);
        assert_eq!(told(&ann, "2026-11-20", "2026-11-20").await, []);
        // Another zone is another clock for the same moment.
        let moved = ann.patch(&path(&made), json!({ "timezone": "Asia/Tokyo" })).await.expect(200).json;
        assert_eq!(moved["start"], "2026-11-21T03:00:00-05:00");
        let later = ann.patch(&path(&made), json!({ "start": "2026-11-21T17:30:00" })).await.expect(200).json;
        assert_eq!(
            (&later["start"], &later["end"]),
            (&json!("2026-11-21T03:30:00-05:00"), &json!("2026-11-21T04:00:00-05:00"))
        );
    })
    .await;
}

#[tokio::test]
async fn a_weekly_meeting_stays_at_nine_when_the_clocks_change() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        lives_in(&ann, "Europe/Berlin").await;
        make(&ann, json!({
            "title": "Monday", "start": "2026-10-19T09:00:00", "end": "2026-10-19T10:00:00", "recurrence_rule": "FREQ=WEEKLY;COUNT=3",
        })).await;
        assert_eq!(
            starts(&ann, "2026-10-01", "2026-11-30").await,
            ["2026-10-19T09:00:00+02:00", "2026-10-26T09:00:00+01:00", "2026-11-02T09:00:00+01:00"]
        );
        // The clock never shows 02:30 in the night of 28 March 2027, and shows it twice in that of 25 October 2026.
        let night = json!({ "title": "night", "start": "2027-03-27T02:30:00", "recurrence_rule": "FREQ=DAILY;COUNT=3" });
        make(&ann, night).await;
        assert_eq!(
            starts(&ann, "2027-03-27", "2027-03-29").await,
            ["2027-03-27T02:30:00+01:00", "2027-03-28T03:30:00+02:00", "2027-03-29T02:30:00+02:00"]
        );
        let twice = json!({ "title": "second", "start": "2026-10-25T02:30:00+01:00", "end": "2026-10-25T02:45:00+01:00" });
        let second = make(&ann, twice).await;
        assert_eq!(second["start"], "2026-10-25T02:30:00+01:00", "the instant that was meant is kept");
        let first = make(&ann, json!({ "title": "first", "start": "2026-10-25T02:30:00" })).await;
        assert_eq!(first["start"], "2026-10-25T02:30:00+02:00");
    })
    .await;
}

#[tokio::test]
async fn a_stretch_of_time_holds_what_reaches_into_it() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        for (title, start, end, rule) in [
            ("before", "2026-11-09T09:00:00", "2026-11-16T00:00:00", None),
            ("into", "2026-11-15T23:00:00", "2026-11-16T01:00:00", None),
            ("within", "2026-11-18T09:00:00", "2026-11-18T10:00:00", None),
            ("across", "2026-10-01T00:00:00", "2026-12-01T00:00:00", None),
            ("out of", "2026-11-22T23:00:00", "2026-11-23T01:00:00", None),
            ("after", "2026-11-23T00:00:00", "2026-11-23T01:00:00", None),
            ("ever", "2020-01-01T12:00:00", "2020-01-01T13:00:00", Some("FREQ=WEEKLY")),
            ("over", "2020-01-01T12:00:00", "2020-01-01T13:00:00", Some("FREQ=WEEKLY;UNTIL=20261117T000000Z")),
            ("counted", "2026-11-14T12:00:00", "2026-11-14T13:00:00", Some("FREQ=DAILY;COUNT=3")),
        ] {
            make(&ann, json!({ "title": title, "start": start, "end": end, "recurrence_rule": rule })).await;
        }
        let found: Vec<String> =
            told(&ann, "2026-11-16", "2026-11-22").await.into_iter().map(|(title, _)| title).collect();
        assert_eq!(found, ["across", "into", "counted", "within", "ever", "out of"]);
        make(&ann, json!({ "title": "often", "start": "2026-11-01T00:00:00", "recurrence_rule": "FREQ=MINUTELY" }))
            .await;
        let refused = ann.get(&format!("{PATH}?start_date=2026-11-16&end_date=2026-11-22")).await;
        assert_eq!(refused.flaw(), ("/end_date", "too_many"));
        assert_eq!(starts(&ann, "2026-11-16T00:00:00", "2026-11-16T00:03:00").await.len(), 5);
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

#[tokio::test]
async fn what_takes_up_time_is_busy_and_two_at_once_are_in_conflict() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        for (title, start, end, more) in [
            ("one", "09:00", "10:00", json!({})),
            ("two", "09:30", "11:00", json!({})),
            ("three", "11:00", "12:00", json!({})),
            ("free", "09:00", "13:00", json!({ "transparency": "free" })),
            ("off", "09:00", "13:00", json!({ "status": "cancelled" })),
            ("four", "15:00", "16:00", json!({ "recurrence_rule": "FREQ=DAILY;COUNT=2" })),
        ] {
            let mut fields = more;
            fields["title"] = json!(title);
            fields["start"] = json!(format!("2026-11-21T{start}:00"));
            fields["end"] = json!(format!("2026-11-21T{end}:00"));
            make(&ann, fields).await;
        }
        let told = ann.get("/api/v1/calendar/free-busy?start=2026-11-21&end=2026-11-21").await.expect(200).json;
        let busy: Vec<_> =
            told["busy"].as_array().unwrap().iter().map(|one| format!("{} {}", one["start"], one["end"])).collect();
        assert_eq!(busy.len(), 2, "{told}");
        assert_eq!(
            told["busy"][0],
            json!({ "start": "2026-11-21T09:00:00+00:00", "end": "2026-11-21T12:00:00+00:00" })
        );
        let told = ann.get("/api/v1/calendar/conflicts?start=2026-11-21&end=2026-11-22").await.expect(200).json;
        assert_eq!((told["conflicts"].as_array().unwrap().len(), &told["is_complete"]), (1, &json!(true)));
        let conflict = &told["conflicts"][0];
        assert_eq!(
            (&conflict["start"], &conflict["end"]),
            (&json!("2026-11-21T09:30:00+00:00"), &json!("2026-11-21T10:00:00+00:00"))
        );
        assert_eq!((&conflict["events"][0]["title"], &conflict["events"][1]["title"]), (&json!("one"), &json!("two")));
        ann.get("/api/v1/calendar/conflicts?start=2026-11-21&end=2026-11-19").await.expect_problem(422, "invalid");
    })
    .await;
}
