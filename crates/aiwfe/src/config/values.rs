//! The values of settings: how they are read from text, what there is to choose from, and how they are shown.
use super::{Format, Level};
use account::{Registration, SecondFactor};
use serde_json::{Value, json};
use std::{ops::RangeInclusive, time::Duration};
use store::{Location, Pooler};

pub(super) const URL: &str = "a URL such as postgres://NAME@HOST/DATABASE, or the path of a SQLite file";
pub(super) const YES_OR_NO: &str = "true or false";
pub(super) const DAY_S: u64 = 24 * 60 * 60;

pub(super) const REGISTRATIONS: [(&str, Registration); 3] =
    [("open", Registration::Open), ("invite", Registration::Invite), ("closed", Registration::Closed)];

pub(super) const SECOND_FACTORS: [(&str, SecondFactor); 3] = [
    ("optional", SecondFactor::Optional),
    ("administrators", SecondFactor::Administrators),
    ("everybody", SecondFactor::Everybody),
];

pub(super) const TIMEOUT: &str = "a whole number of milliseconds from 1 to 3600000";

pub(super) const POOLERS: [(&str, Pooler); 3] =
    [("none", Pooler::None), ("session", Pooler::Session), ("transaction", Pooler::Transaction)];

pub(super) const LEVELS: [(&str, Level); 5] = [
    ("error", Level::Error),
    ("warn", Level::Warn),
    ("info", Level::Info),
    ("debug", Level::Debug),
    ("trace", Level::Trace),
];

pub(super) const FORMATS: [(&str, Format); 3] =
    [("auto", Format::Auto), ("human", Format::Human), ("json", Format::Json)];

/// A URL with a slip in it would pass for the path of a file, and its password for part of the name.
pub(super) fn location(text: &str) -> Result<Location, Option<String>> {
    match Location::parse(text).map_err(Some)? {
        Location::Sqlite(_) if text.to_lowercase().starts_with("postgres") && text.contains([':', '@']) => Err(None),
        location => Ok(location),
    }
}

pub(super) fn put<T>(place: &mut T, value: Option<T>) -> Result<(), Option<String>> {
    *place = value.ok_or(None)?;
    Ok(())
}

pub(super) fn number(text: &str, range: RangeInclusive<u64>) -> Option<u64> {
    text.parse().ok().filter(|number| range.contains(number))
}

pub(super) fn seconds_of(text: &str, range: RangeInclusive<u64>, unit_s: u64) -> Option<Duration> {
    number(text, range).map(|units| Duration::from_secs(units * unit_s))
}

pub(super) fn count(text: &str, range: RangeInclusive<u64>) -> Option<usize> {
    number(text, range).and_then(|number| number.try_into().ok())
}

pub(super) fn timeout(text: &str) -> Option<Duration> {
    number(text, 1..=3_600_000).map(Duration::from_millis)
}

pub(super) fn milliseconds(duration: Duration) -> Value {
    json!(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

pub(super) fn choice<T: Copy>(text: &str, choices: &[(&str, T)]) -> Option<T> {
    choices.iter().find(|(name, _)| *name == text).map(|(_, value)| *value)
}

pub(super) fn named<T: PartialEq>(value: T, choices: &[(&str, T)]) -> Value {
    choices.iter().find(|(_, choice)| *choice == value).map_or(Value::Null, |(name, _)| (*name).into())
}
