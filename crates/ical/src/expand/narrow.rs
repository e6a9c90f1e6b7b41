//! Parts that narrow: whether a day, or a time of a day, passes them.
use super::frame::Frame;
use crate::{
    days::{self, DAY, Day, Local},
    rule::{Frequency, Reading},
    scale::Span,
};

impl Frame<'_> {
    /// Whether a day passes all parts that speak of days.
    pub(super) fn passes(&mut self, day: Day) -> bool {
        match self.reading {
            Reading::Dateutil => self.passes_as_dateutil(day, day),
            Reading::Rfc => {
                self.passes_month(day)
                    && self.passes_year_day(day)
                    && self.passes_month_day(day)
                    && self.passes_weekday(day)
            }
        }
    }

    pub(super) fn passes_month(&mut self, day: Day) -> bool {
        if self.rule.months.is_empty() {
            return true;
        }
        let year = self.years.containing(day);
        self.is_month_named(year.month_of(day))
    }

    pub(super) fn passes_year_day(&mut self, day: Day) -> bool {
        let rule = self.rule;
        rule.year_days.is_empty() || {
            let (first, last) = numbers(self.years.containing(day).span, day);
            rule.year_days.iter().any(|number| [first, last].contains(&i32::from(*number)))
                // What was moved here because it is not there has no number of its own.
                || (rule.frequency == Frequency::Yearly && rule.weeks.is_empty())
        }
    }

    pub(super) fn passes_month_day(&mut self, day: Day) -> bool {
        let rule = self.rule;
        rule.month_days.is_empty() || {
            let (first, last) = numbers(self.years.containing(day).month_of(day).span, day);
            rule.month_days.iter().any(|number| [first, last].contains(&i32::from(*number)))
        }
    }

    pub(super) fn passes_weekday(&mut self, day: Day) -> bool {
        let (rule, weekday) = (self.rule, days::weekday(day));
        if rule.weekdays.is_empty() || rule.weekdays.iter().any(|it| it.weekday == weekday && it.number == 0) {
            return true;
        }
        let mut of_weekday = rule.weekdays.iter().filter(|it| it.weekday == weekday).peekable();
        if of_weekday.peek().is_none() {
            return false;
        }
        let year = self.years.containing(day);
        let by_year = rule.frequency == Frequency::Yearly && rule.months.is_empty();
        let (first, last) = numbers_of_week(if by_year { year.span } else { year.month_of(day).span }, day);
        of_weekday.any(|it| [first, last].contains(&i32::from(it.number)))
    }

    /// Whether steps of an hour, a minute or a second ever come to one that is named.
    pub(super) fn is_reachable(&self) -> bool {
        let (rule, second) = (self.rule, self.start.rem_euclid(DAY));
        let (listed, from, base) = match rule.frequency {
            Frequency::Hourly => (&rule.hours, second / 3_600, 24),
            Frequency::Minutely => (&rule.minutes, second / 60 % 60, 60),
            Frequency::Secondly => (&rule.seconds, second % 60, 60),
            _ => return true,
        };
        let step = gcd(rule.interval.into(), base);
        self.is_date || listed.is_empty() || listed.iter().any(|number| (i64::from(*number).min(59) - from) % step == 0)
    }

    /// The next moment, from this one on, that passes all parts that speak of hours, minutes and seconds.
    pub(super) fn next_time(&self, at: Local) -> Local {
        if self.is_date {
            return at;
        }
        let (rule, second) = (self.rule, at.rem_euclid(DAY));
        let midnight = at - second;
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        let Some(next_hour) = next(&rule.hours, hour) else { return midnight + DAY };
        if next_hour > hour {
            return midnight + next_hour * 3_600;
        }
        if rule.frequency > Frequency::Minutely {
            return at;
        }
        let began = midnight + hour * 3_600;
        let Some(next_minute) = next(&rule.minutes, minute) else { return began + 3_600 };
        if next_minute > minute {
            return began + next_minute * 60;
        }
        if rule.frequency > Frequency::Secondly {
            return at;
        }
        let began = began + minute * 60;
        next(&rule.seconds, second).map_or(began + 60, |second| began + second)
    }
}

fn gcd(one: i64, other: i64) -> i64 {
    if other == 0 { one } else { gcd(other, one % other) }
}

/// The first number of a list that is at least so great. Who knows no leap seconds takes the 60th for the 59th.
fn next(listed: &[u8], least: i64) -> Option<i64> {
    if listed.is_empty() {
        return Some(least);
    }
    listed.iter().map(|number| i64::from(*number).min(59)).find(|number| *number >= least)
}

/// The number of a day, from the beginning and from the end.
pub(super) fn numbers(span: Span, day: Day) -> (i32, i32) {
    (day - span.start + 1, day - span.end())
}

/// How many days of its weekday there are up to a day, and from the end.
pub(super) fn numbers_of_week(span: Span, day: Day) -> (i32, i32) {
    ((day - span.start) / 7 + 1, -((span.end() - 1 - day) / 7 + 1))
}
