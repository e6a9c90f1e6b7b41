//! When events ring, by the clocks of their zones.
use super::*;
use crate::{
    brought::{Brought, Origin},
    events::Minutes,
};
use base::Id;
use serde_json::{Value, json};

const NOW: &str = "2026-11-20T08:00:00Z";

fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

/// An event as it is said, settled then.
fn event(fields: Value, now: &str) -> CalendarEvent {
    let id = Id::from_bytes([7; 16]);
    let origin = Origin {
        id,
        space_id: id,
        user_id: id,
        within: None,
        timezone: "Europe/Berlin".into(),
        created_at: instant(NOW),
        updated_at: instant(NOW),
    };
    let Value::Object(fields) = fields else { panic!("{fields}") };
    CalendarEvent::blank(&origin).said(fields, &origin, instant(now)).unwrap()
}

fn next(event: &CalendarEvent, after: &str) -> Option<String> {
    let zone = clock(event).unwrap_or(Zone::named("Asia/Tokyo").unwrap());
    Rings::of(event, &[])?.next(&zone, instant(after)).map(|at| at.to_string()[..16].to_owned())
}

#[test]
fn an_event_rings_each_of_its_minutes_before_it_begins() {
    let once = event(
        json!({ "title": "a", "start": "2026-11-21T09:00:00", "reminder_minutes": 30, "reminders": [1440, 0, 30] }),
        NOW,
    );
    assert_eq!(once.rings_at, Some(instant("2026-11-20T08:00:00Z").plus(HOUR * 24).minus(HOUR / 2)));
    for (after, expected) in [
        ("2026-11-20T07:59:59Z", Some("2026-11-20T08:00")),
        ("2026-11-20T08:00:00Z", Some("2026-11-21T07:30")),
        ("2026-11-21T07:30:00Z", Some("2026-11-21T08:00")),
        ("2026-11-21T08:00:00Z", None),
    ] {
        assert_eq!(next(&once, after).as_deref(), expected, "{after}");
    }
    let of = |fields: Value| event(fields, NOW).rings_at;
    assert_eq!(
        of(json!({ "title": "a", "start": "2026-11-20T09:10:00", "reminder_minutes": 15 })),
        None,
        "that is over"
    );
    assert_eq!(of(json!({ "title": "a", "start": "2026-11-21", "reminder_minutes": null })), None);
    assert_eq!(of(json!({ "title": "a", "start": "2026-11-21", "status": "cancelled" })), None);
    assert_eq!(
        of(json!({ "title": "a", "start": "2026-11-21", "timezone": "UTC" })),
        Some(instant("2026-11-20T23:45:00Z"))
    );
}

#[test]
fn a_series_rings_by_its_own_clock_across_the_change_of_the_clocks() {
    let daily = json!({ "title": "a", "start": "2027-03-26T09:00:00", "recurrence_rule": "FREQ=DAILY;COUNT=4", "reminder_minutes": 60 });
    let daily = event(daily, NOW);
    assert_eq!(daily.rings_at, Some(instant("2027-03-26T07:00:00Z")));
    let mut rings = vec![daily.rings_at.unwrap()];
    while let Some(at) = Rings::of(&daily, &[]).unwrap().next(&clock(&daily).unwrap(), *rings.last().unwrap()) {
        rings.push(at);
    }
    let rings: Vec<String> = rings.iter().map(|at| at.to_string()[5..16].to_owned()).collect();
    assert_eq!(rings, ["03-26T07:00", "03-27T07:00", "03-28T06:00", "03-29T06:00"]);
}

#[test]
fn whole_days_and_the_clock_on_the_wall_ring_where_somebody_is() {
    let day = event(json!({ "title": "a", "start": "2026-11-25", "timezone": null, "reminder_minutes": 60 }), NOW);
    assert_eq!(next(&day, NOW).as_deref(), Some("2026-11-24T14:00"), "in Tokyo");
    // Nobody is further ahead than that.
    assert_eq!(day.rings_at, Some(instant("2026-11-24T09:00:00Z")));
    let soon =
        event(json!({ "title": "a", "start": "2026-11-20T07:00:00", "timezone": null, "reminder_minutes": 0 }), NOW);
    assert!(
        soon.rings_at.is_some_and(|at| at > instant(NOW) && at < instant("2026-11-20T08:00:01Z")),
        "in New York it comes"
    );
    let over = event(json!({ "title": "a", "start": "2026-11-19T01:00:00", "timezone": null }), NOW);
    assert_eq!(over.rings_at, None, "it is over everywhere");
    let own =
        event(json!({ "title": "a", "start": "2026-11-25", "timezone": "Asia/Tokyo", "reminder_minutes": 0 }), NOW);
    assert_eq!(own.rings_at, Some(instant("2026-11-24T15:00:00Z")));
}

#[test]
fn what_was_missed_rings_once_and_what_is_on_time_each() {
    let hourly = json!({ "title": "a", "start": "2026-11-20T10:00:00", "recurrence_rule": "FREQ=HOURLY", "reminder_minutes": 0, "reminders": [60] });
    let hourly = event(hourly, NOW);
    let rings = Rings::of(&hourly, &[]).unwrap();
    let due = |from: &str, now: &str| {
        let due = rings.due(&Zone::UTC, instant(from), instant(now));
        due.iter()
            .map(|ring| format!("{} {}", &ring.at.to_string()[11..16], &ring.start.to_string()[11..16]))
            .collect::<Vec<_>>()
    };
    assert_eq!(due("2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z"), ["10:00 10:00", "10:00 11:00"]);
    assert_eq!(due("2026-11-20T10:00:00Z", "2026-11-20T10:01:30Z"), ["10:00 10:00", "10:00 11:00"]);
    assert_eq!(due("2026-11-20T10:00:01Z", "2026-11-20T10:59:00Z"), [""; 0]);
    assert_eq!(due("2026-11-20T10:00:00Z", "2026-11-23T17:30:00Z"), ["17:00 17:00", "17:00 18:00"]);
    let once = event(json!({ "title": "a", "start": "2026-11-21T09:00:00", "reminders": [1440] }), NOW);
    let late = Rings::of(&once, &[]).unwrap().due(&Zone::UTC, instant(NOW), instant("2028-01-01T00:00:00Z"));
    assert_eq!(late.iter().map(|ring| ring.at).collect::<Vec<_>>(), [instant("2026-11-21T07:45:00Z")]);
}

#[test]
fn what_has_still_to_ring_is_not_forgotten_by_an_edit_and_what_moves_rings_anew() {
    let before = event(json!({ "title": "a", "start": "2026-11-20T09:30:00", "reminder_minutes": 20 }), NOW);
    let due = instant("2026-11-20T08:10:00Z");
    assert_eq!(before.rings_at, Some(due));
    let late = instant("2026-11-20T08:10:10Z");
    let edited = CalendarEvent { title: "b".into(), ..before.clone() }.settled(late);
    assert_eq!(edited.rings_at, Some(due));
    let rung = CalendarEvent { rings_at: None, ..before.clone() }.settled(late);
    assert_eq!(rung.rings_at, None);
    let reminded = CalendarEvent { reminders: Minutes(vec![5]).into(), ..rung }.settled(late);
    assert_eq!(reminded.rings_at, Some(instant("2026-11-20T08:25:00Z")));
    let gone = CalendarEvent { deleted_at: Some(late), ..before.clone() }.settled(late);
    assert_eq!(gone.rings_at, None);
    let moved = CalendarEvent { starts: "2026-11-27T09:30:00".parse().unwrap(), ..before }.settled(late);
    assert_eq!(moved.rings_at, Some(instant("2026-11-27T08:10:00Z")));
}

#[test]
fn what_cannot_be_followed_does_not_ring() {
    let broken = CalendarEvent {
        timezone: Some(ZoneName("Mars/Phobos".into())),
        ..event(json!({ "title": "a", "start": "2026-11-25" }), NOW)
    };
    assert_eq!(next_look(&broken, instant(NOW)), None);
}
