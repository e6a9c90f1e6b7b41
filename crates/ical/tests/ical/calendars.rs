//! Thousands of calendars of other people: each is read and written as it came, or refused, and whatever chance makes of it too.
use crate::{chance::Dice, python};
use base::Instant;
use ical::{Budget, Document, Limits, Reading, Window, Zone, series};
use serde_json::json;
use std::{fs, path::Path};
use testkit::{corpora, environment};

/// How often each calendar is spoiled in the short form, and in the long one.
const SPOILED: [u64; 2] = [1, 20];

/// Reads a calendar with all that is in it, and expands it; whether it was read.
fn use_up(text: &[u8]) -> bool {
    let Ok(document) = Document::read(text, &Limits::default()) else { return false };
    assert!(document.write() == text, "what was read is not what is written");
    let instant = |year: u32| format!("{year}-01-01T00:00:00Z").parse().unwrap();
    let windows = [(instant(2019), instant(2021), 2_000), (Instant::MIN, Instant::MAX, 100)];
    let windows =
        windows.map(|(from, to, steps)| (Window { from, to, own: Zone::UTC }, Budget { instances: 50, steps }));
    for calendar in document.calendars() {
        for reading in [Reading::Rfc, Reading::Dateutil] {
            let (series, _) = series(calendar, reading);
            for series in series {
                for (window, budget) in &windows {
                    series.instances(window, budget);
                }
            }
        }
    }
    true
}

fn read_all(folder: &Path, least_read: usize) {
    let paths = corpora::below(folder);
    let read = paths.iter().filter(|path| use_up(&fs::read(path).unwrap())).count();
    eprintln!("{}: {read} of {} calendars are read, the others are refused", folder.display(), paths.len());
    assert!(read >= least_read, "{read} are fewer than {least_read}");
    for (seed, path) in (0..).zip(&paths) {
        let text = fs::read(path).unwrap();
        // What is long takes long, and is long of the same.
        for turn in 0..if text.len() > 100_000 { 0 } else { SPOILED[usize::from(environment::is_long())] } {
            use_up(&spoiled(&text, &mut Dice::new(seed * 1_000 + turn)));
        }
    }
}

/// Words that mean something somewhere.
const WORDS: [&[u8]; 16] = [
    b"\r\n ",
    b"\n",
    b"\"",
    b";",
    b":",
    b",",
    b"=",
    b"^",
    b"\\",
    b"\xff",
    b"BEGIN:VEVENT\n",
    b"END:VEVENT\n",
    b"99999999999",
    b"-1",
    b"RRULE:FREQ=SECONDLY;BYSETPOS=-366\n",
    b"TZID=Nowhere",
];

/// A text with some places cut out, doubled, turned over or filled with words.
fn spoiled(text: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut text = text.to_vec();
    for _ in 0..1 + dice.below(6) {
        let at = dice.below(text.len() as u64 + 1) as usize;
        let end = (at + dice.below(40) as usize).min(text.len());
        match dice.below(5) {
            0 => drop(text.drain(at..end)),
            1 => drop(text.splice(at..at, text[at..end].to_vec())),
            2 => drop(text.splice(at..at, WORDS[dice.below(WORDS.len() as u64) as usize].to_vec())),
            3 => text[at..end].iter_mut().for_each(|byte| *byte ^= 1 << dice.below(8)),
            _ => text[at..end].reverse(),
        }
    }
    text
}

#[test]
fn the_calendars_of_calcard_are_read_or_refused_and_written_as_they_came() {
    let Some(folder) = corpora::calcard() else { return };
    read_all(&folder, 900);
}

#[test]
fn the_calendars_of_icalendar_and_recurring_ical_events_are_read_or_refused_and_written_as_they_came() {
    let Some(python) = python::with("icalendar") else { return };
    let folders = python::ask(&python, "folders.py", &json!(["icalendar", "recurring_ical_events"]));
    for folder in folders.as_array().unwrap() {
        read_all(Path::new(folder.as_str().unwrap()), 50);
    }
}

#[test]
fn long_and_deep_and_odd_texts_take_no_longer_than_they_are_long() {
    let calendar = |lines: &str| format!("BEGIN:VCALENDAR\n{lines}END:VCALENDAR\n");
    for lines in [
        format!("X:{}\n", "a\n ".repeat(300_000)),
        format!("X;A={}:b\n", "\"a\",".repeat(100_000) + "b"),
        format!("X:{}\n", "\\".repeat(1_000_000)),
        format!("X;A={}:b\n", "^".repeat(1_000_000)),
        format!("BEGIN:VEVENT\nUID:a\nDTSTART:20200101T000000Z\nEXDATE:{}20200101T000000Z\nEND:VEVENT\n", "20200101T000000Z,".repeat(60_000)),
        "BEGIN:VEVENT\nUID:a\nRECURRENCE-ID;RANGE=THISANDFUTURE:20200101T000000Z\nDTSTART:20200101T000000Z\nRRULE:FREQ=SECONDLY\nEND:VEVENT\n"
            .repeat(3_000),
        format!("BEGIN:VEVENT\nDTSTART:20200101\n{}END:VEVENT\n", "RRULE:FREQ=SECONDLY;BYSETPOS=2;BYMINUTE=1\n".repeat(20_000)),
        "BEGIN:VTIMEZONE\nTZID:a\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:FREQ=DAILY\n\
         END:STANDARD\nEND:VTIMEZONE\n"
            .repeat(20_000),
        format!("BEGIN:VEVENT\nDTSTART:20200101\nCATEGORIES:{}\nEND:VEVENT\n", ",".repeat(500_000)),
    ] {
        assert!(use_up(calendar(&lines).as_bytes()));
    }
}
