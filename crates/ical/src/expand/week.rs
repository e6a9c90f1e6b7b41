//! The weeks of a year: the first is the first that has four days in it.
use super::frame::Frame;
use crate::{
    days::{self, Day},
    scale::{Span, Year},
};

impl Frame<'_> {
    /// All weeks that belong to a year.
    pub(super) fn weeks(&mut self, year: &Year) -> Span {
        let start = self.first_week(year.span.start);
        Span { start, length: self.first_week(year.span.end()) - start }
    }

    fn first_week(&self, start: Day) -> Day {
        let week = self.week_of(start);
        if start - week <= 3 { week } else { week + 7 }
    }

    /// The first day of the week of a day.
    pub(super) fn week_of(&self, day: Day) -> Day {
        day - days::after(days::weekday(day), self.rule.week_start)
    }

    /// The number of the year whose weeks hold a day.
    pub(super) fn year_of_week(&mut self, day: Day) -> i32 {
        let year = self.years.containing(day);
        let weeks = self.weeks(&year);
        year.number + i32::from(day >= weeks.end()) - i32::from(day < weeks.start)
    }

    pub(super) fn days_of_weeks(&mut self, year: &Year) -> Vec<Day> {
        let weeks = self.weeks(year);
        let count = Span { start: 0, length: weeks.length / 7 };
        let numbers = self.rule.weeks.iter().filter_map(|number| count.nth((*number).into()));
        numbers.flat_map(|number| (0..7).map(move |day| weeks.start + number * 7 + day)).collect()
    }
}
