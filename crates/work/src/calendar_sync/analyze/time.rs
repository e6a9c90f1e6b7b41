//! When something takes place, as people say it.
use super::wire::USUAL;
use crate::events::seconds_of;
use base::Instant;
use ical::Zone;
use jiff::{
    Span,
    civil::{Date, Time, Weekday},
};
use std::time::Duration;

const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// A word in small letters, without the signs around it.
pub(super) fn bare(word: &str) -> String {
    word.trim_matches(|letter: char| matches!(letter, ',' | '.' | '!' | '?' | ';' | '"' | '(' | ')')).to_lowercase()
}

/// Whether a word says when.
pub(super) fn is_time(word: &str) -> bool {
    day(word, Date::constant(2026, 1, 1)).is_some()
        || (word.starts_with(|it: char| it.is_ascii_digit()) && clock(word, "").is_some())
}

/// From when to when, if a text says from when.
pub(super) fn read(text: &str, now: Instant, zone: &Zone) -> Option<(Instant, Instant)> {
    let words: Vec<String> = text.split_whitespace().map(bare).collect();
    let today = zone.local(seconds_of(now)).date();
    let on = words.iter().find_map(|word| day(word, today));
    let next = |at: usize| words.get(at + 1).map_or("", String::as_str);
    let is_length = |at: usize| length(&words[at], next(at)).is_some();
    let clocks = (0..words.len())
        .filter(|at| !is_length(*at))
        .filter_map(|at| clock(&words[at], next(at)).map(|time| (at, time)));
    let clocks: Vec<(usize, Time)> = clocks.collect();
    let (at, from) = *clocks.first()?;
    let moment = |date: Date, time: Time| instant(zone.seconds(date.to_datetime(time)));
    let start = match on {
        Some(date) => moment(date, from),
        // Without a day it is the next time that the clock shows it.
        None => Some(moment(today, from)?).filter(|start| *start > now).or_else(|| moment(tomorrow(today), from)),
    }?;
    let lasts = (0..words.len()).find_map(|at| length(&words[at], next(at)));
    let until = clocks.get(1).filter(|(other, _)| {
        words[at..*other].iter().any(|word| ["to", "until", "till", "-"].contains(&word.as_str()))
    });
    let date = zone.local(seconds_of(start)).date();
    let end = match (lasts, until) {
        (Some(lasts), _) => Some(start.plus(lasts)),
        (None, Some((_, to))) => {
            Some(moment(date, *to)?).filter(|end| *end > start).or_else(|| moment(tomorrow(date), *to))
        }
        (None, None) => None,
    };
    Some((start, end.unwrap_or(start.plus(USUAL))))
}

fn instant(seconds: i64) -> Option<Instant> {
    seconds.checked_mul(1_000_000).and_then(Instant::from_micros)
}

fn tomorrow(date: Date) -> Date {
    date.saturating_add(Span::new().days(1))
}

/// The day that a word names, seen from today. A day of the week is the next one, or today.
fn day(word: &str, today: Date) -> Option<Date> {
    match word {
        "today" | "tonight" => return Some(today),
        "tomorrow" => return Some(tomorrow(today)),
        _ => {}
    }
    if let Some((_, weekday)) = DAYS.iter().find(|(name, _)| *name == word) {
        return Some(today.saturating_add(Span::new().days(weekday.since(today.weekday()))));
    }
    (word.len() == 10).then(|| word.parse().ok()).flatten()
}

/// The time that a word shows on a clock: `15:00`, `3pm`, `3:30` before `pm`, `8`.
fn clock(word: &str, next: &str) -> Option<Time> {
    let half = |word: &str| ["am", "pm"].into_iter().find(|half| word.ends_with(half));
    let (digits, half) = match half(word) {
        Some(half) => (&word[..word.len() - 2], Some(half)),
        None => (word, ["am", "pm"].into_iter().find(|half| *half == next)),
    };
    let (hour, minute) = digits.split_once(':').unwrap_or((digits, "0"));
    let number = |text: &str| {
        (text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse::<i8>().ok()).flatten()
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some("pm") => hour % 12 + 12,
        Some(_) => hour % 12,
        None => hour,
    };
    Time::new(hour, minute, 0, 0).ok()
}

/// How long something takes: `90 minutes`, `2 hours`, `45min`, `2h`.
fn length(word: &str, next: &str) -> Option<Duration> {
    let digits = word.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = if digits.len() == word.len() { next } else { &word[digits.len()..] };
    let seconds = match unit {
        "m" | "min" | "mins" | "minute" | "minutes" => 60,
        "h" | "hr" | "hrs" | "hour" | "hours" => 60 * 60,
        _ => return None,
    };
    let number: u64 = digits.parse().ok().filter(|number| (1..=10_000).contains(number))?;
    Some(Duration::from_secs(number * seconds))
}
