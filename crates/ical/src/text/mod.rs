//! iCalendar text, kept as it came: what nobody touches is written again byte for byte.
mod component;
mod fold;
mod parameter;
mod property;
mod read;
mod value;

use std::{error, fmt};

pub use component::{Component, Entry};
pub use parameter::Parameter;
pub use property::Property;
pub use read::Limits;
pub use value::{escaped, split_values, unescaped};

/// What is wrong in a text, and on which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, counted from 1 as an editor counts.
    pub line: usize,
    /// In words.
    pub message: String,
}

impl Fault {
    pub(crate) fn new(line: usize, message: impl Into<String>) -> Self {
        Self { line, message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl error::Error for Fault {}

/// A text as a whole: calendars, and blank lines between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What stands at the root, in its order.
    pub entries: Vec<Entry>,
    /// A mark at the beginning that says nothing but that this is UTF-8.
    has_mark: bool,
    /// How lines end that are written anew.
    ending: &'static str,
}

/// The bytes of the mark that some producers put before UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

impl Document {
    /// A new one with one calendar.
    pub fn new(calendar: Component) -> Self {
        Self { entries: vec![Entry::Component(calendar)], has_mark: false, ending: "\r\n" }
    }

    /// The text as it is now: lines that nobody touched are as they came.
    pub fn write(&self) -> Vec<u8> {
        let mut text = if self.has_mark { MARK.to_vec() } else { Vec::new() };
        for entry in &self.entries {
            entry.write(self.ending, &mut text);
        }
        text
    }

    /// The calendars in it.
    pub fn calendars(&self) -> impl Iterator<Item = &Component> {
        self.entries.iter().filter_map(Entry::component).filter(|component| component.is("VCALENDAR"))
    }

    /// The calendars in it, to be changed.
    pub fn calendars_mut(&mut self) -> impl Iterator<Item = &mut Component> {
        let components = self.entries.iter_mut().filter_map(Entry::component_mut);
        components.filter(|component| component.is("VCALENDAR"))
    }
}

#[cfg(test)]
mod tests;
