//! Rules that recur (RFC 5545, section 3.3.10, with RFC 7529).
mod check;
mod numbers;
mod parse;
pub(crate) mod text;
pub(crate) mod until;

use crate::scale::{MonthName, NamedScale};
use jiff::civil::{Date, DateTime, Weekday};

pub use parse::Refusal;

/// How a rule is understood where people differ.
///
/// `Dateutil` is what python-dateutil does, and what many calendars on the web show. It differs from the RFC in this:
///
/// - A start that the rule does not generate is no instance of its series. The RFC lets it be the first one and counts it. (What a
///   rule generates by itself, `Rule::expand`, does not hold it in either reading.)
/// - Every part narrows every frequency: `BYYEARDAY` and `BYWEEKNO` are heard with all of them, `BYMONTHDAY` in a week. The
///   RFC refuses what has no meaning in its table.
/// - `FREQ=YEARLY;BYMONTHDAY=13` is the 13th of each month. For the RFC, the start says which month it is.
/// - `FREQ=YEARLY;BYWEEKNO=20` is the seven days of that week. For the RFC, the start says which day it is.
/// - With `BYWEEKNO`, a year is the one of the calendar, which begins in one of its own weeks or in the last one of the year before;
///   `INTERVAL` and `BYSETPOS` count in these. For the RFC, a year is the weeks that belong to it. The days before the first week
///   are in the 52nd or the 53rd of the year before, and python-dateutil sometimes takes the one for the other.
/// - `BYDAY=MO,1TU` is what is both a Monday and the first Tuesday, so never. For the RFC, it is either of them.
/// - The number in `BYDAY=1MO` is not heard in a week, a day or less. The RFC refuses it.
/// - `BYSETPOS` counts in the first week from the start on. For the RFC, it counts from the beginning of that week.
/// - `COUNT` and `UNTIL` may stand together. An `UNTIL` that is a day ends at the beginning of that day, and for the RFC at its end.
/// - A second 60 is refused. The RFC lets it be the 59th.
/// - There is no `RSCALE` and no `SKIP`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// As RFC 5545 and RFC 7529 say it.
    #[default]
    Rfc,
    /// As python-dateutil does it.
    Dateutil,
}

/// How often a rule recurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the words of the RFC")]
pub enum Frequency {
    Secondly,
    Minutely,
    Hourly,
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// A day of the week, perhaps a certain one of the month or the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeekdayNumber {
    /// Which one, from the end where it is negative; all of them where it is 0.
    pub number: i8,
    /// The day of the week.
    pub weekday: Weekday,
}

/// When a rule ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// On this day.
    Date(Date),
    /// At this time on the clock of the start.
    Local(DateTime),
    /// At this time in UTC.
    Utc(DateTime),
}

/// What becomes of a month or a day that is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Skip {
    /// It is left out.
    #[default]
    Omit,
    /// The one before is taken.
    Backward,
    /// The one after is taken.
    Forward,
}

/// A rule. Its lists are sorted and hold nothing twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// `FREQ`
    pub frequency: Frequency,
    /// `INTERVAL`, at least 1
    pub interval: u32,
    /// `COUNT`
    pub count: Option<u32>,
    /// `UNTIL`
    pub until: Option<Until>,
    /// `BYSECOND`
    pub seconds: Vec<u8>,
    /// `BYMINUTE`
    pub minutes: Vec<u8>,
    /// `BYHOUR`
    pub hours: Vec<u8>,
    /// `BYDAY`
    pub weekdays: Vec<WeekdayNumber>,
    /// `BYMONTHDAY`
    pub month_days: Vec<i8>,
    /// `BYYEARDAY`
    pub year_days: Vec<i16>,
    /// `BYWEEKNO`
    pub weeks: Vec<i8>,
    /// `BYMONTH`
    pub months: Vec<MonthName>,
    /// `BYSETPOS`
    pub positions: Vec<i16>,
    /// `WKST`
    pub week_start: Weekday,
    /// `RSCALE`
    pub scale: Option<NamedScale>,
    /// `SKIP`
    pub skip: Skip,
}

impl Rule {
    /// A rule that recurs at each turn, without an end.
    pub fn every(frequency: Frequency) -> Self {
        Self {
            frequency,
            interval: 1,
            count: None,
            until: None,
            seconds: Vec::new(),
            minutes: Vec::new(),
            hours: Vec::new(),
            weekdays: Vec::new(),
            month_days: Vec::new(),
            year_days: Vec::new(),
            weeks: Vec::new(),
            months: Vec::new(),
            positions: Vec::new(),
            week_start: Weekday::Monday,
            scale: None,
            skip: Skip::Omit,
        }
    }

    /// Whether there is no part but frequency, interval, end and start of the week.
    pub(crate) fn is_plain(&self) -> bool {
        self.is_plain_in_days()
            && self.seconds.is_empty()
            && self.minutes.is_empty()
            && self.hours.is_empty()
            && self.positions.is_empty()
    }

    fn is_plain_in_days(&self) -> bool {
        self.weekdays.is_empty()
            && self.month_days.is_empty()
            && self.year_days.is_empty()
            && self.weeks.is_empty()
            && self.months.is_empty()
    }
}

#[cfg(test)]
mod tests;
