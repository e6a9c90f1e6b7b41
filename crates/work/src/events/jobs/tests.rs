//! The story of events that ring, through HTTP, over both databases.
use super::{
    super::tests::{PATH, lives_in, make, path},
    ring,
};
use house::{Client, House, Role, each_house};
use serde_json::{Value, json};
use std::time::Duration;

const TOLD: &str = "/api/v1/notifications";

/// Lets the time go by, and whatever is due by then ring.
async fn after(house: &House, minutes: u64) {
    house.advance(Duration::from_secs(minutes * 60));
    ring(house.app().clone()).await.unwrap();
}

/// Lets a day go by, looking again and again.
async fn day(house: &House) {
    for _ in 0..24 * 4 {
        after(house, 15).await;
    }
}

/// What somebody was told of, the earliest first: what, for when, and whether it was late.
async fn told(client: &Client) -> Vec<String> {
    let told = client.get(TOLD).await.expect(200);
    let text = |told: &Value, name: &str| told[name].as_str().unwrap().chars().take(16).collect::<String>();
    let late = |told: &Value| if told["is_late"] == true { " late" } else { "" };
    let mut told: Vec<String> = told
        .list()
        .iter()
        .map(|one| format!("{} {}{}", text(one, "text"), text(one, "about_start"), late(one)))
        .collect();
    told.reverse();
    told
}

async fn change(client: &Client, event: &Value, fields: Value) {
    client.patch(&path(event), fields).await.expect(200);
}

#[tokio::test]
async fn an_event_rings_before_it_begins_once_each_time() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let fields =
            json!({ "title": "Sow", "start": "2026-11-20T09:00:00Z", "reminder_minutes": 30, "reminders": [10] });
        let event = make(&ann, fields).await;
        after(&house, 29).await;
        assert_eq!(told(&ann).await, [""; 0]);
        after(&house, 1).await;
        after(&house, 0).await;
        let one = ann.get(TOLD).await.expect(200).list()[0].clone();
        assert_eq!(
            (
                &one["kind"],
                &one["text"],
                &one["at"],
                &one["about_start"],
                &one["about_id"],
                &one["about_recurrence_id"]
            ),
            (
                &json!("event_reminder"),
                &json!("Sow"),
                &json!("2026-11-20T08:30:00.000000Z"),
                &json!("2026-11-20T09:00:00.000000Z"),
                &event["id"],
                &Value::Null
            )
        );
        // An edit does not let it ring again.
        change(&ann, &event, json!({ "description": "in two rows" })).await;
        after(&house, 20).await;
        after(&house, 60).await;
        assert_eq!(told(&ann).await, ["Sow 2026-11-20T09:00", "Sow 2026-11-20T09:00"]);
    })
    .await;
}

#[tokio::test]
async fn each_instance_of_a_series_rings_where_it_went() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        lives_in(&ann, "Europe/Berlin").await;
        let fields = json!({
            "title": "Water", "start": "2026-11-21T09:00:00", "end": "2026-11-21T10:00:00", "reminder_minutes": 60,
            "recurrence_rule": "FREQ=DAILY;COUNT=9", "exdates": ["2026-11-22T09:00:00"],
        });
        let series = make(&ann, fields).await;
        // Moved to the evening, called off, left out, and from the sixth on an hour later.
        change(&ann, &series, json!({ "recurrence_id": "2026-11-23T09:00:00", "start": "2026-11-23T19:00:00", "end": "2026-11-23T20:00:00" })).await;
        change(&ann, &series, json!({ "recurrence_id": "2026-11-24T09:00:00", "status": "cancelled" })).await;
        ann.delete(&format!("{}?recurrence_id=2026-11-25T09:00:00", path(&series))).await.expect(200);
        let later = json!({ "recurrence_id": "2026-11-26T09:00:00", "scope": "following", "start": "2026-11-26T10:00:00", "end": "2026-11-26T11:00:00" });
        change(&ann, &series, later).await;
        for _ in 0..10 {
            day(&house).await;
        }
        let starts: Vec<String> = told(&ann).await;
        let expected = ["21T08", "23T18", "26T09", "27T09", "28T09", "29T09"].map(|at| format!("Water 2026-11-{at}:00"));
        assert_eq!(starts, expected);
        let names = ann.get(TOLD).await.expect(200);
        let names: Vec<_> = names.list().iter().rev().map(|one| one["about_recurrence_id"].clone()).collect();
        assert_eq!(names[..3], [json!("2026-11-21T09:00:00"), json!("2026-11-23T09:00:00"), json!("2026-11-26T10:00:00")]);
    })
    .await;
}

#[tokio::test]
async fn an_instance_that_goes_its_own_way_no_more_rings_with_its_series() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let fields = json!({ "title": "Water", "start": "2026-11-21T09:00:00Z", "recurrence_rule": "FREQ=DAILY" });
        let series = make(&ann, fields).await;
        let moved = json!({ "recurrence_id": "2026-11-23T09:00:00", "start": "2026-12-23T09:00:00Z", "end": "2026-12-23T10:00:00Z" });
        let own = ann.patch(&path(&series), moved).await.expect(200).json;
        day(&house).await;
        day(&house).await;
        ann.delete(&format!("{PATH}/{}", own["override_id"].as_str().unwrap())).await.expect(200);
        day(&house).await;
        day(&house).await;
        assert_eq!(told(&ann).await, [21, 22, 23].map(|day| format!("Water 2026-11-{day}T09:00")));
    })
    .await;
}

#[tokio::test]
async fn whole_days_ring_by_their_zone_and_without_one_where_somebody_is() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        lives_in(&ann, "America/New_York").await;
        for (title, zone) in [("Tokyo", json!("Asia/Tokyo")), ("anywhere", Value::Null)] {
            make(&ann, json!({ "title": title, "start": "2026-11-22", "timezone": zone, "reminder_minutes": 60 }))
                .await;
        }
        // Midnight is at three in the afternoon (UTC) of the day before in Tokyo, and at five in the morning in New York.
        after(&house, 24 * 60 + 5 * 60 + 59).await;
        assert_eq!(told(&ann).await, [""; 0]);
        after(&house, 1).await;
        assert_eq!(told(&ann).await, ["Tokyo 2026-11-22"]);
        after(&house, 13 * 60 + 59).await;
        assert_eq!(told(&ann).await.len(), 1);
        after(&house, 1).await;
        assert_eq!(told(&ann).await, ["Tokyo 2026-11-22", "anywhere 2026-11-22"]);
    })
    .await;
}

#[tokio::test]
async fn what_takes_place_by_the_clock_on_the_wall_rings_by_that_of_where_somebody_has_gone() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let rezone = async || super::super::rezone(house.app().clone()).await.unwrap();
        for (title, start, zone) in [
            ("east", "2026-11-21T09:00:00", Value::Null),
            ("west", "2026-11-22T09:00:00", Value::Null),
            ("over", "2026-11-21T01:00:00", Value::Null),
            ("fixed", "2026-11-21T09:00:00", json!("UTC")),
        ] {
            make(&ann, json!({ "title": title, "start": start, "timezone": zone })).await;
        }
        // By then each was looked at, and is to be looked at again when it rings in UTC.
        after(&house, 11 * 60).await;
        after(&house, 60).await;
        lives_in(&ann, "Asia/Tokyo").await;
        rezone().await;
        // It is five in the morning there; what would have rung by that clock hours ago rings late.
        after(&house, 0).await;
        assert_eq!(told(&ann).await, ["over 2026-11-20T16:00 late"]);
        after(&house, 3 * 60 + 44).await;
        assert_eq!(told(&ann).await.len(), 1);
        after(&house, 1).await;
        assert_eq!(told(&ann).await[1..], ["east 2026-11-21T00:00"]);
        after(&house, 9 * 60).await;
        assert_eq!(told(&ann).await[2..], ["fixed 2026-11-21T09:00"], "and not by the clock before");
        lives_in(&ann, "America/New_York").await;
        rezone().await;
        after(&house, 0).await;
        after(&house, 24 * 60).await;
        assert_eq!(told(&ann).await.len(), 3);
        after(&house, 5 * 60).await;
        assert_eq!(told(&ann).await[3..], ["west 2026-11-22T14:00"]);
    })
    .await;
}

#[tokio::test]
async fn of_what_was_missed_the_latest_rings_late_and_once_however_many_look() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        for number in 0..10 {
            make(&ann, json!({ "title": number.to_string(), "start": "2026-11-20T09:00:00Z", "reminders": [30, 5] }))
                .await;
        }
        make(&ann, json!({ "title": "often", "start": "2026-11-20T09:00:00Z", "recurrence_rule": "FREQ=HOURLY" }))
            .await;
        house.advance(Duration::from_secs(3 * 24 * 60 * 60));
        let mut processes = tokio::task::JoinSet::new();
        for _ in 0..8 {
            processes.spawn(ring(house.app().clone()));
        }
        assert!(processes.join_all().await.iter().all(Result::is_ok));
        after(&house, 0).await;
        let mut told_of = told(&ann).await;
        told_of.sort();
        let once = (0..10).map(|number| format!("{number} 2026-11-20T09:00 late"));
        assert_eq!(told_of, once.chain(["often 2026-11-23T08:00 late".to_owned()]).collect::<Vec<_>>());
        after(&house, 45).await;
        assert_eq!(told(&ann).await.last().unwrap(), "often 2026-11-23T09:00", "and the series goes on");
    })
    .await;
}

#[tokio::test]
async fn of_what_was_missed_no_instance_counts_that_goes_its_own_way() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let fields = json!({ "title": "Water", "start": "2026-11-21T09:00:00Z", "recurrence_rule": "FREQ=DAILY" });
        let series = make(&ann, fields).await;
        change(&ann, &series, json!({ "recurrence_id": "2026-11-23T09:00:00", "status": "cancelled" })).await;
        // By then, the latest that should have rung is the one that was called off.
        after(&house, 3 * 24 * 60 + 120).await;
        assert_eq!(told(&ann).await, ["Water 2026-11-22T09:00 late"]);
    })
    .await;
}

#[tokio::test]
async fn nothing_rings_of_what_is_gone_and_what_comes_back_rings_again() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let mut events = Vec::new();
        for title in ["gone", "back", "called off", "undone", "stays"] {
            let fields =
                json!({ "title": title, "start": "2026-11-21T09:00:00Z", "recurrence_rule": "FREQ=DAILY;COUNT=2" });
            events.push(make(&ann, fields).await);
        }
        for gone in [0, 1, 3] {
            ann.delete(&path(&events[gone])).await.expect(200);
        }
        ann.post(&format!("{}/undo", path(&events[3])), json!({})).await.expect(200);
        change(&ann, &events[2], json!({ "status": "cancelled" })).await;
        day(&house).await;
        day(&house).await;
        ann.post(&format!("{}/restore", path(&events[1])), json!({})).await.expect(200);
        assert_eq!(told(&ann).await.len(), 2);
        let calendar = format!("/api/v1/calendar/calendars/{}", events[0]["calendar_id"].as_str().unwrap());
        let last = make(
            &ann,
            json!({ "title": "last", "start": "2026-11-22T09:00:00Z", "recurrence_rule": "FREQ=DAILY;COUNT=2" }),
        )
        .await;
        ann.delete(&calendar).await.expect(200);
        after(&house, 60).await;
        assert_eq!(told(&ann).await.len(), 2, "nothing of a calendar that is gone");
        ann.post(&format!("{calendar}/restore"), json!({})).await.expect(200);
        day(&house).await;
        let told = told(&ann).await;
        assert_eq!(told.last().unwrap(), "last 2026-11-23T09:00");
        assert_eq!((told.len(), last["title"].as_str()), (3, Some("last")), "{told:?}");
    })
    .await;
}

#[tokio::test]
async fn what_is_due_just_then_rings_once_although_it_is_undone_or_had_back() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let at = "2026-11-20T09:00:00Z";
        let mut events = Vec::new();
        for title in ["undone", "moved", "back", "rung"] {
            events.push(make(&ann, json!({ "title": title, "start": at, "reminder_minutes": 30 })).await);
        }
        let [undone, moved, back, rung] = &events[..] else { panic!() };
        house.advance(Duration::from_secs(30 * 60 - 10));
        change(&ann, undone, json!({ "location": "shed" })).await;
        change(&ann, moved, json!({ "start": "2026-11-27T09:00:00Z", "end": "2026-11-27T10:00:00Z" })).await;
        ann.delete(&path(back)).await.expect(200);
        change(&ann, rung, json!({ "location": "shed" })).await;
        // They are due, and nobody has looked yet.
        house.advance(Duration::from_secs(15));
        for event in [undone, moved] {
            ann.post(&format!("{}/undo", path(event)), json!({})).await.expect(200);
        }
        ann.post(&format!("{}/restore", path(back)), json!({})).await.expect(200);
        let expected = ["back", "moved", "rung", "undone"].map(|title| format!("{title} 2026-11-20T09:00"));
        let sorted = async || {
            let mut told = told(&ann).await;
            told.sort();
            told
        };
        after(&house, 0).await;
        assert_eq!(sorted().await, expected);
        ann.post(&format!("{}/undo", path(rung)), json!({})).await.expect(200);
        ann.delete(&path(back)).await.expect(200);
        ann.post(&format!("{}/restore", path(back)), json!({})).await.expect(200);
        after(&house, 0).await;
        after(&house, 29).await;
        assert_eq!(sorted().await, expected, "once");
    })
    .await;
}

#[tokio::test]
async fn whoever_made_it_and_whoever_takes_part_is_told_if_they_may_know_of_it() {
    each_house(async |house| {
        let people =
            [house.user("ann").await, house.user("bob").await, house.user("cleo").await, house.user("dan").await];
        let [ann, bob, cleo, dan] = &people;
        let space = house.shared(&[(ann, Role::Owner), (bob, Role::Member), (cleo, Role::Member)]).await;
        let mut attendees = Vec::new();
        for person in ["bob", "dan"] {
            attendees.push(format!("{person}@Example.org"));
        }
        let fields = json!({ "title": "Fair", "start": "2026-11-20T09:00:00Z", "attendees": attendees });
        make(&ann.in_space(space), fields).await;
        after(&house, 45).await;
        after(&house, 1).await;
        for (person, expected) in [(ann, 1), (bob, 1), (cleo, 0), (dan, 0)] {
            assert_eq!(told(person).await.len(), expected);
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_file_says_rings() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let calendar =
            ann.post("/api/v1/calendar/calendars", json!({ "name": "In" })).await.expect(201).id().to_owned();
        let file = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Fair\r\nDTSTART:20261120T090000Z\r\n\
                    BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT20M\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let import = format!("/api/v1/calendar/calendars/{calendar}/import");
        ann.send("POST", &import, &[("content-type", "text/calendar")], file).await.expect(200);
        after(&house, 40).await;
        assert_eq!(told(&ann).await, ["Fair 2026-11-20T09:00"]);
    })
    .await;
}
