//! Lists of numbers, weekdays and months, as parts of a rule hold them.
use super::{WeekdayNumber, text};
use crate::{flaw::Flaw, scale::MonthName};
use jiff::civil::Weekday;
use std::ops::RangeInclusive;

/// What a number may be: how great, and whether it may count from the end.
pub(super) struct Bounds {
    pub(super) range: RangeInclusive<i32>,
    pub(super) from_end: bool,
}

/// The texts of a list, each with its place.
pub(super) fn split(list: &str, at: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut next = at;
    list.split(',').map(move |text| {
        let at = next;
        next += text.len() + 1;
        (at, text)
    })
}

fn whole(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let plain = !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}

/// Sorted numbers, each once.
pub(super) fn numbers<T: TryFrom<i32> + Ord>(
    (name, list, at): (&str, &str, usize),
    bounds: &Bounds,
    flaws: &mut Vec<Flaw>,
) -> Vec<T> {
    let mut found = Vec::new();
    for (at, text) in split(list, at) {
        let signed = text.starts_with(['+', '-']);
        let number = whole(text).filter(|number| {
            let size = if bounds.from_end { number.abs() } else { *number };
            bounds.range.contains(&size) && (bounds.from_end || !signed)
        });
        match number.and_then(|number| T::try_from(number).ok()) {
            Some(number) => found.push(number),
            None => flaws.push(Flaw::new(at, refusal(name, text, bounds))),
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn refusal(name: &str, text: &str, bounds: &Bounds) -> String {
    let (least, most) = (bounds.range.start(), bounds.range.end());
    match bounds.from_end {
        true => format!("{name} takes {least} to {most} and -{most} to -{least}, not `{text}`"),
        false => format!("{name} takes {least} to {most}, not `{text}`"),
    }
}

pub(super) fn weekday(text: &str) -> Option<Weekday> {
    text::WEEKDAYS.into_iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, weekday)| weekday)
}

/// Weekdays in the order of the week, plain ones first; each once.
pub(super) fn weekdays((list, at): (&str, usize), flaws: &mut Vec<Flaw>) -> Vec<WeekdayNumber> {
    let mut found = Vec::new();
    for (at, text) in split(list, at) {
        let cut = text.len().saturating_sub(2);
        let parsed = text.is_char_boundary(cut).then(|| {
            let (number, word) = text.split_at(cut);
            let number =
                if number.is_empty() { Some(0) } else { whole(number).filter(|n| (1..=53).contains(&n.abs())) };
            Some(WeekdayNumber { number: number? as i8, weekday: weekday(word)? })
        });
        match parsed.flatten() {
            Some(day) => found.push(day),
            None => flaws.push(Flaw::new(at, format!("BYDAY takes weekdays such as MO, 2TU or -1FR, not `{text}`"))),
        }
    }
    found.sort_unstable_by_key(|day| (day.number, day.weekday.to_monday_zero_offset()));
    found.dedup();
    found
}

/// Months in the order of the year, each once.
pub(super) fn months((list, at): (&str, usize), has_scale: bool, flaws: &mut Vec<Flaw>) -> Vec<MonthName> {
    let most = if has_scale { 13 } else { 12 };
    let mut found = Vec::new();
    for (at, text) in split(list, at) {
        let digits = text.strip_suffix(['L', 'l']).filter(|_| has_scale);
        let number = whole(digits.unwrap_or(text)).filter(|number| (1..=most).contains(number));
        match number.filter(|_| !text.starts_with('+')) {
            Some(number) => found.push(MonthName { number: number as u8, leap: digits.is_some() }),
            None => flaws.push(Flaw::new(at, format!("BYMONTH takes 1 to {most}{}, not `{text}`", leap(has_scale)))),
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn leap(has_scale: bool) -> &'static str {
    if has_scale { " and leap months such as 5L" } else { "" }
}
