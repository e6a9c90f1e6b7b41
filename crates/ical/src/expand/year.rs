//! The days of a year, and of a month.
use super::{frame::Frame, skip};
use crate::{
    days::{self, Day},
    scale::{Month, Span, Year},
};

impl Frame<'_> {
    /// The days that a rule chooses in a year.
    pub(super) fn days_of_year(&mut self, number: i32) -> Vec<Day> {
        let (rule, year) = (self.rule, self.years.year(number));
        let mut days = if !rule.weeks.is_empty() {
            self.days_of_weeks(&year)
        } else if !rule.year_days.is_empty() {
            let named = rule.year_days.iter().filter_map(|number| skip::day(year.span, (*number).into(), rule.skip));
            named.collect()
        } else {
            return self.days_by_month(&year);
        };
        let is_silent = rule.year_days.is_empty() && rule.month_days.is_empty() && rule.weekdays.is_empty();
        let start = self.weekday;
        days.retain(|day| {
            self.passes_month(*day)
                && self.passes_year_day(*day)
                && self.passes_month_day(*day)
                && if is_silent { days::weekday(*day) == start } else { self.passes_weekday(*day) }
        });
        days
    }

    fn days_by_month(&mut self, year: &Year) -> Vec<Day> {
        let rule = self.rule;
        let months = if !rule.months.is_empty() {
            self.months(year, &rule.months)
        } else if !rule.month_days.is_empty() || rule.weekdays.is_empty() {
            let of_start = self.month;
            self.months(year, &[of_start])
        } else {
            return self.weekdays_in(year.span);
        };
        months.iter().flat_map(|month| self.days_within(month)).collect()
    }

    /// The days that a rule chooses in the month at a place of a year.
    pub(super) fn days_of_month(&mut self, number: i32, place: usize) -> Vec<Day> {
        let year = self.years.year(number);
        match year.months().get(place) {
            Some(month) if self.is_month_named(month) => self.days_within(month),
            _ => Vec::new(),
        }
    }

    fn days_within(&mut self, month: &Month) -> Vec<Day> {
        let rule = self.rule;
        if rule.month_days.is_empty() && !rule.weekdays.is_empty() {
            return self.weekdays_in(month.span);
        }
        if rule.month_days.is_empty() {
            return skip::day(month.span, self.month_day, rule.skip).into_iter().collect();
        }
        let named = rule.month_days.iter().filter_map(|number| skip::day(month.span, (*number).into(), rule.skip));
        let mut days: Vec<Day> = named.collect();
        days.retain(|day| self.passes_weekday(*day));
        days
    }

    fn weekdays_in(&self, span: Span) -> Vec<Day> {
        let mut days = Vec::new();
        for wanted in &self.rule.weekdays {
            let first = span.start + days::after(wanted.weekday, days::weekday(span.start));
            let all = Span { start: first, length: span.end() - first };
            match wanted.number {
                0 => days.extend((first..span.end()).step_by(7)),
                number if number > 0 => days.extend(all.nth((i32::from(number) - 1) * 7 + 1)),
                number => {
                    let last = span.end() - 1 - days::after(days::weekday(span.end() - 1), wanted.weekday);
                    let day = last + (i32::from(number) + 1) * 7;
                    days.extend(span.holds(day).then_some(day));
                }
            }
        }
        days
    }
}
