//! Rows of events that hold what belongs to none: what is wrong is named, and the rest is told.
use super::{CalendarEvent, EventStatus, EventTime, Transparency};
use std::fmt;
use store::OneOf;

/// A field of a row that does not hold what belongs there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fault {
    field: &'static str,
    wrong: Wrong,
}

/// What a field does not hold.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wrong {
    Time,
    List,
    Json,
    OneOf(&'static [&'static str]),
}

impl Fault {
    /// The field.
    pub(crate) fn field(self) -> &'static str {
        self.field
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "what is kept as its {} is ", self.field)?;
        match self.wrong {
            Wrong::Time => f.write_str("no time"),
            Wrong::List => f.write_str("no list of what belongs there"),
            Wrong::Json => f.write_str("no JSON"),
            Wrong::OneOf(texts) => write!(f, "none of {}", texts.join(", ")),
        }
    }
}

/// The first that is there.
fn first<const N: usize>(wrong: Wrong, faults: [(&'static str, bool); N]) -> Option<Fault> {
    faults.into_iter().find_map(|(field, is_there)| is_there.then_some(Fault { field, wrong }))
}

impl CalendarEvent {
    /// What of its row is no time, so that it cannot be followed through time.
    pub(crate) fn fault_of_time(&self) -> Option<Fault> {
        let unreadable = |time: EventTime| time == EventTime::Unreadable;
        let faults = [
            ("start", unreadable(self.starts)),
            ("end", unreadable(self.ends.0)),
            ("recurrence_id", self.recurrence_id.is_some_and(unreadable)),
            ("rdates", !self.rdates.are_readable()),
            ("exdates", !self.exdates.are_readable()),
        ];
        first(Wrong::Time, faults)
    }

    /// What of its row is wrong of all that calendars say of an event.
    pub(crate) fn fault_in_calendars(&self) -> Option<Fault> {
        let lists = [("attendees", !self.attendees.is_readable()), ("reminders", !self.reminders.is_readable())];
        let status = || first(Wrong::OneOf(EventStatus::TEXTS), [("status", !self.status.is_readable())]);
        let taken = || first(Wrong::OneOf(Transparency::TEXTS), [("transparency", !self.transparency.is_readable())]);
        self.fault_of_time().or_else(|| first(Wrong::List, lists)).or_else(status).or_else(taken)
    }

    /// Whether its words are such as its table takes.
    pub(crate) fn has_known_words(&self) -> bool {
        self.status.is_readable() && self.transparency.is_readable()
    }

    /// What of its row is wrong.
    pub(crate) fn fault(&self) -> Option<Fault> {
        let documents = [("semantic_keywords", &self.semantic_keywords), ("semantic_tags", &self.semantic_tags)]
            .map(|(field, document)| (field, document.as_ref().is_some_and(|document| !document.is_readable())));
        self.fault_in_calendars().or_else(|| first(Wrong::Json, documents))
    }
}
