//! Turns: the years, months, weeks, days or moments that a rule looks at, one after the other.
use super::frame::Frame;
use crate::{
    days::{self, DAY, Day, Local},
    rule::{Frequency, Reading},
    scale::Scale,
};

/// Where a rule has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Year(i32),
    Month {
        year: i32,
        place: usize,
    },
    /// From its first day on.
    Week(Day),
    Day(Day),
    Moment(Local),
}

impl Frame<'_> {
    /// The turn of the start.
    pub(super) fn first_turn(&mut self) -> Turn {
        let day = self.start_day();
        let year = self.years.containing(day);
        match self.rule.frequency {
            Frequency::Yearly => Turn::Year(self.first_year(day, year.number)),
            Frequency::Monthly => Turn::Month { year: year.number, place: year.place(day) },
            Frequency::Weekly => Turn::Week(self.week_of(day)),
            Frequency::Daily => Turn::Day(day),
            Frequency::Hourly | Frequency::Minutely | Frequency::Secondly => {
                let unit = self.unit().unwrap_or(1);
                Turn::Moment(self.start.div_euclid(unit) * unit)
            }
        }
    }

    /// A start may stand in a week that belongs to another year. That year is the first one where something is left of it.
    fn first_year(&mut self, day: Day, number: i32) -> i32 {
        if self.rule.weeks.is_empty() || self.reading == Reading::Dateutil {
            return number;
        }
        let of_week = self.year_of_week(day);
        if of_week != number && self.days_of_year(of_week).iter().any(|chosen| *chosen >= day) {
            of_week
        } else {
            number
        }
    }

    /// The turn so many turns later, where there is time left.
    pub(super) fn advance(&mut self, turn: Turn, by: i64) -> Option<Turn> {
        let within = |day: i64| (day <= i64::from(days::LAST)).then_some(day as Day);
        let later = |from: i32, unit: i64| i64::from(from).checked_add(by.checked_mul(unit)?);
        match turn {
            Turn::Year(number) => {
                // No year is shorter than 353 days.
                let number = later(number, 1).filter(|_| by < 10_500)? as i32;
                self.is_before_end(number).then_some(Turn::Year(number))
            }
            Turn::Month { year, place } => self.advance_month(year, place, by),
            Turn::Week(start) => later(start, 7).and_then(within).map(Turn::Week),
            Turn::Day(day) => later(day, 1).and_then(within).map(Turn::Day),
            Turn::Moment(at) => {
                let at = at.checked_add(by.checked_mul(self.unit()?)?)?;
                (at < (i64::from(days::LAST) + 1) * DAY).then_some(Turn::Moment(at))
            }
        }
    }

    fn is_before_end(&mut self, number: i32) -> bool {
        let year = self.years.year(number);
        year.number == number
            && year.span.start <= days::LAST
            && (self.years.scale() != Scale::Gregorian || number <= 9_999)
    }

    fn advance_month(&mut self, year: i32, place: usize, by: i64) -> Option<Turn> {
        let months = self.years.year(year).months().len() as i64;
        let mut left = by.checked_add(place as i64)?;
        let mut number = year;
        if self.years.scale().is_uniform() {
            number = i32::try_from(i64::from(year).checked_add(left / months)?).ok().filter(|year| *year < 20_000)?;
            left %= months;
        } else {
            loop {
                let months = self.years.year(number).months().len() as i64;
                if left < months {
                    break;
                }
                (left, number) = (left - months, number + 1);
                if !self.is_before_end(number) {
                    return None;
                }
            }
        }
        self.is_before_end(number).then_some(Turn::Month { year: number, place: left as usize })
    }

    /// The earliest moment that can be an instance of a turn: the first week of a year may begin before it.
    pub(super) fn earliest(&mut self, turn: Turn) -> Local {
        let day = match turn {
            Turn::Year(number) => self.years.year(number).span.start - 7,
            Turn::Month { year, place } => self.years.year(year).months()[place].span.start - 1,
            Turn::Week(start) => start,
            Turn::Day(day) => day,
            Turn::Moment(at) => return if self.is_date { i64::from(days::day_of(at)) * DAY } else { at },
        };
        i64::from(day) * DAY
    }

    /// How many turns can be left out because they end before a moment.
    pub(super) fn turns_before(&mut self, turn: Turn, moment: Local) -> i64 {
        let day = days::day_of(moment);
        let turns = match turn {
            Turn::Year(number) => i64::from(self.years.containing(day).number - number) - 1,
            Turn::Month { year, place } => self.months_between(year, place, day) - 1,
            Turn::Week(start) => i64::from(day - start) / 7 - 1,
            Turn::Day(from) => i64::from(day - from) - 1,
            Turn::Moment(at) => moment.saturating_sub(at) / self.unit().unwrap_or(1) - 1,
        };
        let interval = i64::from(self.rule.interval);
        turns.max(0) / interval * interval
    }

    fn months_between(&mut self, from: i32, place: usize, day: Day) -> i64 {
        let to = self.years.containing(day);
        let months = if self.years.scale().is_uniform() {
            i64::from(to.number - from) * to.months().len() as i64
        } else {
            (from..to.number).map(|number| self.years.year(number).months().len() as i64).sum()
        };
        months + to.place(day) as i64 - place as i64
    }

    /// How many turns to go on, at least one: what cannot pass is left out at once.
    pub(super) fn stride(&mut self, turn: Turn) -> i64 {
        let interval = i64::from(self.rule.interval);
        let Turn::Moment(at) = turn else { return interval };
        let day = days::day_of(at);
        let next_day = (i64::from(day) + 1) * DAY;
        let target = match (self.passes(day), self.is_date) {
            (true, false) => self.next_time(at),
            (true, true) => next_day,
            (false, _) => i64::from(self.next_month(day).unwrap_or(day + 1)) * DAY,
        };
        let step = self.unit().unwrap_or(1) * interval;
        (target - at + step - 1).div_euclid(step).max(1) * interval
    }

    /// The first day of the next month, where this month is none that counts.
    fn next_month(&mut self, day: Day) -> Option<Day> {
        let month = *self.years.containing(day).month_of(day);
        (!self.is_month_named(&month)).then_some(month.span.end())
    }
}
