//! Series as they take place.
use super::*;
use crate::{
    text::{Document, Limits},
    zone::Zone,
};

fn read(events: &str, reading: Reading) -> Vec<Series> {
    let text = format!("BEGIN:VCALENDAR\n{events}END:VCALENDAR\n");
    let document = Document::read(text.as_bytes(), &Limits::default()).unwrap();
    let (series, faults) = super::series(document.calendars().next().unwrap(), reading);
    assert_eq!(faults, []);
    series
}

fn event(lines: &str) -> String {
    format!("BEGIN:VEVENT\nUID:a\n{lines}\nEND:VEVENT\n")
}

fn window(from: &str, to: &str) -> Window {
    let instant = |text: &str| format!("{text}:00Z").parse().unwrap();
    Window { from: instant(from), to: instant(to), own: Zone::named("Europe/Berlin").unwrap() }
}

/// Name, start and end of each instance within a window, and its summary.
fn instances(events: &str, from: &str, to: &str) -> Vec<String> {
    instances_as(Reading::Rfc, events, from, to)
}

fn instances_as(reading: Reading, events: &str, from: &str, to: &str) -> Vec<String> {
    let series = read(events, reading);
    let found = series.iter().flat_map(|it| {
        it.instances(&window(from, to), &Budget::default())
            .list
            .into_iter()
            .map(|it| {
                let summary = it.event.summary.clone().unwrap_or_default();
                let id = if it.id == it.start { String::new() } else { format!("{} -> ", it.id.value()) };
                format!("{id}{}/{} {summary}", it.start.value(), it.end.value()).trim().to_owned()
            })
            .collect::<Vec<_>>()
    });
    found.collect()
}

const ALL: (&str, &str) = ("2026-01-01T00:00", "2027-01-01T00:00");

#[test]
fn an_event_that_does_not_recur_takes_place_where_it_overlaps_the_window() {
    let one = event("DTSTART:20261121T080000Z\nDTEND:20261121T100000Z");
    for (from, to, count) in [
        ("2026-11-21T09:59", "2026-11-22T00:00", 1),
        ("2026-11-21T10:00", "2026-11-22T00:00", 0),
        ("2026-11-20T00:00", "2026-11-21T08:01", 1),
        ("2026-11-20T00:00", "2026-11-21T08:00", 0),
    ] {
        assert_eq!(instances(&one, from, to).len(), count, "{from} to {to}");
    }
    let day = event("DTSTART;VALUE=DATE:20261121");
    assert_eq!(instances(&day, "2026-11-21T22:59", "2026-11-22T00:00"), ["20261121/20261122"]);
    assert_eq!(instances(&day, "2026-11-21T23:00", "2026-11-22T00:00"), [""; 0]);
    let moment = event("DTSTART:20261121T080000");
    assert_eq!(instances(&moment, "2026-11-21T07:00", "2026-11-21T07:01").len(), 1);
}

#[test]
fn the_clock_of_the_place_decides_when_the_clocks_change() {
    let daily = |start: &str, rest: &str| {
        event(&format!("DTSTART;TZID=Europe/Berlin:{start}\nRRULE:FREQ=DAILY;COUNT=3\n{rest}"))
    };
    // Put forward: the time that is not there is read with the offset before.
    let series = read(&daily("20260328T023000", "DURATION:PT1H"), Reading::Rfc);
    let found = series[0].instances(&window(ALL.0, ALL.1), &Budget::default()).list;
    let moments: Vec<String> = found.iter().map(|it| format!("{} {}", it.starts_at, it.ends_at)).collect();
    assert_eq!(
        moments,
        [
            "2026-03-28T01:30:00.000000Z 2026-03-28T02:30:00.000000Z",
            "2026-03-29T01:30:00.000000Z 2026-03-29T02:30:00.000000Z",
            "2026-03-30T00:30:00.000000Z 2026-03-30T01:30:00.000000Z",
        ]
    );
    // Put back: an end is exactly as far away as it was the first time, a duration of days is as long as the clock makes it.
    let late = daily("20261024T180000", "DTEND;TZID=Europe/Berlin:20261025T180000");
    assert_eq!(instances(&late, ALL.0, ALL.1)[1], "20261025T180000/20261026T190000");
    let late = daily("20261024T180000", "DURATION:P1D");
    assert_eq!(instances(&late, ALL.0, ALL.1)[1], "20261025T180000/20261026T180000");
}

#[test]
fn times_that_are_one_moment_are_one_instance() {
    let hourly = event("DTSTART;TZID=Europe/Berlin:20260329T010000\nRRULE:FREQ=HOURLY;UNTIL=20260329T020000Z");
    assert_eq!(
        instances(&hourly, ALL.0, ALL.1),
        ["20260329T010000/20260329T010000", "20260329T020000/20260329T020000", "20260329T040000/20260329T040000",]
    );
}

#[test]
fn an_end_in_utc_is_heard_on_the_clock_of_the_start() {
    let until =
        |at: &str| event(&format!("DTSTART;TZID=America/New_York:20261030T090000\nRRULE:FREQ=DAILY;UNTIL={at}"));
    // On the first of November the clock there is put back.
    assert_eq!(instances(&until("20261102T140000Z"), ALL.0, ALL.1).len(), 4);
    assert_eq!(instances(&until("20261102T135959Z"), ALL.0, ALL.1).len(), 3);
}

#[test]
fn dates_are_added_and_left_out_and_counted_before() {
    let text = event(
        "DTSTART:20261101T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4\nEXDATE:20261102T090000Z\n\
                      EXDATE;VALUE=DATE:20261103\nRDATE:20261110T090000Z\n\
                      RDATE;VALUE=PERIOD:20261111T090000Z/PT30M,20261112T090000Z/20261112T120000Z,20261104T090000Z/PT5M",
    );
    assert_eq!(
        instances(&text, ALL.0, ALL.1),
        [
            "20261101T090000Z/20261101T100000Z",
            "20261104T090000Z/20261104T090500Z",
            "20261110T090000Z/20261110T100000Z",
            "20261111T090000Z/20261111T093000Z",
            "20261112T090000Z/20261112T120000Z",
        ]
    );
}

#[test]
fn what_is_left_out_in_another_zone_is_left_out() {
    let text = event("DTSTART;TZID=Europe/Berlin:20261101T090000\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE:20261101T080000Z");
    assert_eq!(instances(&text, ALL.0, ALL.1), ["20261102T090000/20261102T090000"]);
}

#[test]
fn a_start_that_the_rule_does_not_generate_is_the_first_one_for_the_rfc_and_none_for_dateutil() {
    let text = event("DTSTART:20261102T090000Z\nRRULE:FREQ=MONTHLY;BYMONTHDAY=13;COUNT=2");
    assert_eq!(
        instances(&text, ALL.0, ALL.1),
        ["20261102T090000Z/20261102T090000Z", "20261113T090000Z/20261113T090000Z"]
    );
    assert_eq!(
        instances_as(Reading::Dateutil, &text, ALL.0, ALL.1),
        ["20261113T090000Z/20261113T090000Z", "20261213T090000Z/20261213T090000Z"]
    );
}

#[test]
fn an_override_takes_the_place_of_its_instance_wherever_it_went() {
    let text = event("DTSTART:20261101T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\nSUMMARY:all")
        + &event("RECURRENCE-ID:20261102T090000Z\nDTSTART:20261205T120000Z\nSUMMARY:moved")
        + &event("RECURRENCE-ID:20261102T090000Z\nDTSTART:20261206T120000Z\nSUMMARY:moved again\nSEQUENCE:1");
    assert_eq!(
        instances(&text, "2026-11-01T00:00", "2026-12-01T00:00"),
        ["20261101T090000Z/20261101T100000Z all", "20261103T090000Z/20261103T100000Z all"]
    );
    assert_eq!(
        instances(&text, "2026-12-01T00:00", "2027-01-01T00:00"),
        ["20261102T090000Z -> 20261206T120000Z/20261206T120000Z moved again"]
    );
}

#[test]
fn an_override_of_this_and_all_that_come_moves_them_all() {
    let text = event(
        "DTSTART;TZID=Europe/Berlin:20261023T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=5\nSUMMARY:before",
    ) + &event(
        "RECURRENCE-ID;TZID=Europe/Berlin;RANGE=THISANDFUTURE:20261025T090000\n\
                  DTSTART;TZID=Europe/Berlin:20261026T100000\nDURATION:PT2H\nSUMMARY:after",
    ) + &event(
        "RECURRENCE-ID;TZID=Europe/Berlin:20261026T090000\nDTSTART;TZID=Europe/Berlin:20261026T070000\nSUMMARY:one",
    );
    assert_eq!(
        instances(&text, ALL.0, ALL.1),
        [
            "20261023T090000/20261023T100000 before",
            "20261024T090000/20261024T100000 before",
            "20261026T090000 -> 20261026T070000/20261026T070000 one",
            "20261025T090000 -> 20261026T100000/20261026T120000 after",
            "20261027T090000 -> 20261028T100000/20261028T120000 after",
        ]
    );
    assert_eq!(instances(&text, "2026-10-28T10:00", "2026-10-28T10:01").len(), 1);
}

#[test]
fn a_single_instance_of_something_unknown_takes_place() {
    let text = event("RECURRENCE-ID:20261102T090000Z\nDTSTART:20261102T100000Z\nSUMMARY:invited");
    assert_eq!(instances(&text, ALL.0, ALL.1), ["20261102T090000Z -> 20261102T100000Z/20261102T100000Z invited"]);
}

#[test]
fn a_budget_ends_what_does_not_end() {
    let series = read(&event("DTSTART:20260101T000000Z\nRRULE:FREQ=SECONDLY"), Reading::Rfc);
    let budget = Budget { instances: 50, steps: 1_000 };
    let found = series[0].instances(&window(ALL.0, ALL.1), &budget);
    assert_eq!((found.list.len(), found.is_complete), (50, false));
    let never = read(&event("DTSTART:20260101T000000Z\nRRULE:FREQ=SECONDLY;BYSETPOS=2;BYMINUTE=1"), Reading::Rfc);
    let found = never[0].instances(&window(ALL.0, ALL.1), &budget);
    assert_eq!((found.list.len(), found.is_complete), (1, false));
    let few = read(&event("DTSTART:20260101T000000Z\nRRULE:FREQ=DAILY;COUNT=50"), Reading::Rfc);
    let found = few[0].instances(&window(ALL.0, ALL.1), &budget);
    assert_eq!((found.list.len(), found.is_complete), (50, true));
}

#[test]
fn a_zone_that_only_the_calendar_knows_is_taken_from_it() {
    let zone = "BEGIN:VTIMEZONE\nTZID:Here\nBEGIN:STANDARD\nDTSTART:19961027T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n\
                RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:19960331T020000\nTZOFFSETFROM:+0100\n\
                TZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nEND:DAYLIGHT\nEND:VTIMEZONE\n";
    let text = zone.to_owned() + &event("DTSTART;TZID=Here:20261024T090000\nRRULE:FREQ=DAILY;COUNT=2");
    let series = read(&text, Reading::Rfc);
    let found = series[0].instances(&window(ALL.0, ALL.1), &Budget::default()).list;
    let moments: Vec<String> = found.iter().map(|it| it.starts_at.to_string()).collect();
    assert_eq!(moments, ["2026-10-24T07:00:00.000000Z", "2026-10-25T08:00:00.000000Z"]);
}
