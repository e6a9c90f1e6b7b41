//! Rules as text, in one spelling.
use super::{Frequency, Rule, Skip, Until, WeekdayNumber};
use jiff::civil::{Date, DateTime, Weekday};
use std::fmt::{self, Display, Formatter};

pub(super) const FREQUENCIES: [(&str, Frequency); 7] = [
    ("SECONDLY", Frequency::Secondly),
    ("MINUTELY", Frequency::Minutely),
    ("HOURLY", Frequency::Hourly),
    ("DAILY", Frequency::Daily),
    ("WEEKLY", Frequency::Weekly),
    ("MONTHLY", Frequency::Monthly),
    ("YEARLY", Frequency::Yearly),
];

pub(super) const WEEKDAYS: [(&str, Weekday); 7] = [
    ("SU", Weekday::Sunday),
    ("MO", Weekday::Monday),
    ("TU", Weekday::Tuesday),
    ("WE", Weekday::Wednesday),
    ("TH", Weekday::Thursday),
    ("FR", Weekday::Friday),
    ("SA", Weekday::Saturday),
];

pub(super) const SKIPS: [(&str, Skip); 3] =
    [("OMIT", Skip::Omit), ("BACKWARD", Skip::Backward), ("FORWARD", Skip::Forward)];

/// The word of a value in one of the tables above.
fn word<T: PartialEq>(table: &[(&'static str, T)], value: T) -> &'static str {
    table.iter().find(|(_, known)| *known == value).map_or("", |(word, _)| word)
}

impl Display for Frequency {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        f.write_str(word(&FREQUENCIES, *self))
    }
}

impl Display for WeekdayNumber {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        if self.number != 0 {
            write!(f, "{}", self.number)?;
        }
        f.write_str(word(&WEEKDAYS, self.weekday))
    }
}

/// A date as iCalendar writes it.
pub(crate) fn date(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

/// A time of a day as iCalendar writes it.
pub(crate) fn date_time(at: DateTime) -> String {
    format!("{}T{:02}{:02}{:02}", date(at.date()), at.hour(), at.minute(), at.second())
}

impl Display for Until {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self {
            Self::Date(on) => f.write_str(&date(*on)),
            Self::Local(at) => f.write_str(&date_time(*at)),
            Self::Utc(at) => write!(f, "{}Z", date_time(*at)),
        }
    }
}

fn list<T: Display>(f: &mut Formatter, name: &str, values: &[T]) -> fmt::Result {
    for (at, value) in values.iter().enumerate() {
        match at {
            0 => write!(f, ";{name}={value}")?,
            _ => write!(f, ",{value}")?,
        }
    }
    Ok(())
}

/// Parts that say nothing new are left out, and every rule has its parts in the same order.
impl Display for Rule {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        if let Some(named) = self.scale {
            write!(f, "RSCALE={};", named.name)?;
        }
        write!(f, "FREQ={}", self.frequency)?;
        if self.interval != 1 {
            write!(f, ";INTERVAL={}", self.interval)?;
        }
        if let Some(count) = self.count {
            write!(f, ";COUNT={count}")?;
        }
        if let Some(until) = self.until {
            write!(f, ";UNTIL={until}")?;
        }
        list(f, "BYMONTH", &self.months)?;
        list(f, "BYWEEKNO", &self.weeks)?;
        list(f, "BYYEARDAY", &self.year_days)?;
        list(f, "BYMONTHDAY", &self.month_days)?;
        list(f, "BYDAY", &self.weekdays)?;
        list(f, "BYHOUR", &self.hours)?;
        list(f, "BYMINUTE", &self.minutes)?;
        list(f, "BYSECOND", &self.seconds)?;
        list(f, "BYSETPOS", &self.positions)?;
        if self.week_start != Weekday::Monday {
            write!(f, ";WKST={}", word(&WEEKDAYS, self.week_start))?;
        }
        if self.skip != Skip::Omit {
            write!(f, ";SKIP={}", word(&SKIPS, self.skip))?;
        }
        Ok(())
    }
}
