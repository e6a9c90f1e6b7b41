//! What stays the same while a rule is expanded.
use crate::{
    days::{self, Day, Local},
    rule::{Frequency, Reading, Rule},
    scale::{MonthName, Scale, Years},
};
use jiff::civil::Weekday;

/// A rule, the start that it is seen from, and what the start says where the rule is silent.
#[derive(Clone, Debug)]
pub(super) struct Frame<'r> {
    pub(super) rule: &'r Rule,
    pub(super) reading: Reading,
    pub(super) start: Local,
    pub(super) is_date: bool,
    pub(super) month: MonthName,
    pub(super) month_day: i32,
    pub(super) weekday: Weekday,
    /// Seconds from the beginning of a day, an hour or a minute to each instance in it.
    pub(super) offsets: Vec<u32>,
    pub(super) years: Years,
}

impl<'r> Frame<'r> {
    pub(super) fn new(rule: &'r Rule, reading: Reading, start: Local, is_date: bool) -> Self {
        let mut years = Years::new(rule.scale.map_or(Scale::Gregorian, |named| named.scale));
        let day = days::day_of(start);
        let year = years.containing(day);
        let month = year.month_of(day);
        let offsets = if is_date { vec![0] } else { offsets(rule, start) };
        Self {
            rule,
            reading,
            start,
            is_date,
            month: month.name,
            month_day: day - month.span.start + 1,
            weekday: days::weekday(day),
            offsets,
            years,
        }
    }

    pub(super) fn start_day(&self) -> Day {
        days::day_of(self.start)
    }

    /// The seconds of one turn, where turns are shorter than a day.
    pub(super) fn unit(&self) -> Option<i64> {
        match self.rule.frequency {
            Frequency::Secondly => Some(1),
            Frequency::Minutely => Some(60),
            Frequency::Hourly => Some(3_600),
            _ => None,
        }
    }
}

/// What is finer than a turn is expanded; the rest of the time narrows.
fn offsets(rule: &Rule, start: Local) -> Vec<u32> {
    let second = start.rem_euclid(days::DAY) as u32;
    let or_start = |listed: &[u8], of_start: u32| match listed {
        [] => vec![of_start],
        listed => listed.iter().map(|number| u32::from(*number)).collect(),
    };
    let frequency = rule.frequency;
    let hours = if frequency > Frequency::Hourly { or_start(&rule.hours, second / 3_600) } else { vec![0] };
    let minutes = if frequency > Frequency::Minutely { or_start(&rule.minutes, second / 60 % 60) } else { vec![0] };
    let seconds = if frequency > Frequency::Secondly { or_start(&rule.seconds, second % 60) } else { vec![0] };
    let mut offsets = Vec::with_capacity(hours.len() * minutes.len() * seconds.len());
    for hour in &hours {
        for minute in &minutes {
            // Who knows no leap seconds takes the 60th for the 59th.
            offsets.extend(seconds.iter().map(|second| hour * 3_600 + minute * 60 + (*second).min(59)));
        }
    }
    offsets.dedup();
    offsets
}
