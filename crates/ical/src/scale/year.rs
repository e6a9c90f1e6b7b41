//! One year of a calendar: its months as spans of days.
use crate::days::Day;
use std::fmt;

/// The name of a month: its number, and whether it is the leap month that comes after the month of that number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthName {
    /// From 1.
    pub number: u8,
    /// Whether it is there in some years only.
    pub leap: bool,
}

impl fmt::Display for MonthName {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}{}", self.number, if self.leap { "L" } else { "" })
    }
}

/// Consecutive days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: Day,
    pub(crate) length: Day,
}

impl Span {
    pub(crate) fn end(self) -> Day {
        self.start + self.length
    }

    pub(crate) fn holds(self, day: Day) -> bool {
        day >= self.start && day < self.end()
    }

    /// The day of a number that counts from 1, or from the end where it is negative.
    pub(crate) fn nth(self, number: i32) -> Option<Day> {
        let at = if number > 0 { self.start + number - 1 } else { self.end() + number };
        (number != 0 && self.holds(at)).then_some(at)
    }
}

/// A month of a certain year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Month {
    pub(crate) name: MonthName,
    pub(crate) span: Span,
}

/// The most months that a year of any calendar has.
const MOST: usize = 13;

/// A year of a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Year {
    pub(crate) number: i32,
    pub(crate) span: Span,
    months: [Month; MOST],
    count: usize,
}

impl Year {
    pub(crate) fn new(number: i32, start: Day, named: impl Iterator<Item = (MonthName, Day)>) -> Self {
        let none = Month { name: MonthName { number: 0, leap: false }, span: Span { start, length: 0 } };
        let (mut months, mut count, mut end) = ([none; MOST], 0, start);
        for (name, length) in named.take(MOST) {
            months[count] = Month { name, span: Span { start: end, length } };
            (count, end) = (count + 1, end + length);
        }
        Self { number, span: Span { start, length: end - start }, months, count }
    }

    pub(crate) fn months(&self) -> &[Month] {
        &self.months[..self.count]
    }

    pub(crate) fn month(&self, name: MonthName) -> Option<&Month> {
        self.months().iter().find(|month| month.name == name)
    }

    /// The place of the month that holds a day of this year.
    pub(crate) fn place(&self, day: Day) -> usize {
        self.months().partition_point(|month| month.span.start <= day).saturating_sub(1)
    }

    pub(crate) fn month_of(&self, day: Day) -> &Month {
        &self.months[self.place(day)]
    }
}
