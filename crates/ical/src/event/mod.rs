//! Events as types, read from components and written back into them.
mod alarm;
mod attendee;
mod duration;
mod patch;
mod read;
mod when;
mod zones;

use crate::rule::Rule;

pub use alarm::{Alarm, Trigger};
pub use attendee::Attendee;
pub use duration::Duration;
pub use when::{When, Zones};
pub use zones::zones;

/// When an event ends.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum End {
    /// Nothing is said: a day lasts a day, and a time lasts no time.
    #[default]
    Unsaid,
    /// At this time (`DTEND`): every instance takes exactly as long.
    At(When),
    /// After so long (`DURATION`).
    After(Duration),
}

/// Which instance something overrides (`RECURRENCE-ID`).
#[derive(Clone, Debug, PartialEq)]
pub struct Override {
    /// When the instance would have begun.
    pub id: When,
    /// Whether all that come after it are meant too (`RANGE=THISANDFUTURE`).
    pub and_future: bool,
}

/// An instance that no rule says (`RDATE`).
#[derive(Clone, Debug, PartialEq)]
pub struct Extra {
    /// When it begins.
    pub start: When,
    /// When it ends, where that is said.
    pub end: End,
}

/// Whether an event takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Perhaps.
    Tentative,
    /// Surely.
    Confirmed,
    /// Not any more.
    Cancelled,
}

/// An event (`VEVENT`), or what overrides an instance of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// `UID`; empty where a producer gave none.
    pub uid: String,
    /// The line on which it begins.
    pub line: usize,
    /// What it overrides.
    pub overrides: Option<Override>,
    /// `DTSTART`
    pub start: When,
    /// `DTEND` or `DURATION`
    pub end: End,
    /// `SUMMARY`
    pub summary: Option<String>,
    /// `DESCRIPTION`
    pub description: Option<String>,
    /// `LOCATION`
    pub location: Option<String>,
    /// `STATUS`
    pub status: Option<Status>,
    /// Whether it takes up no time (`TRANSP:TRANSPARENT`).
    pub is_transparent: bool,
    /// `CATEGORIES`
    pub categories: Vec<String>,
    /// `SEQUENCE`
    pub sequence: u32,
    /// `DTSTAMP`
    pub stamp: Option<When>,
    /// `LAST-MODIFIED`
    pub modified: Option<When>,
    /// `RRULE`; the RFC lets there be one.
    pub rules: Vec<Rule>,
    /// `RDATE`
    pub extras: Vec<Extra>,
    /// `EXDATE`
    pub exceptions: Vec<When>,
    /// `ORGANIZER`
    pub organizer: Option<Attendee>,
    /// `ATTENDEE`
    pub attendees: Vec<Attendee>,
    /// `VALARM`
    pub alarms: Vec<Alarm>,
}

impl Event {
    /// Whether it lasts whole days.
    pub fn is_all_day(&self) -> bool {
        self.start.is_date()
    }
}

#[cfg(test)]
mod tests;
