//! What takes place within a stretch of time, and when, for whoever looks.
use super::{PATH, lives_in, make, path, told};
use house::{Client, each_house};
use serde_json::json;

async fn starts(client: &Client, from: &str, to: &str) -> Vec<String> {
    told(client, from, to).await.into_iter().map(|(_, start)| start).collect()
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
