//! Rules that become instances, turn by turn.
mod dateutil;
mod frame;
mod limit;
mod narrow;
mod set;
mod skip;
mod turn;
mod week;
mod year;

use crate::{
    days::{self, DAY, Day, Local},
    rule::{Frequency, Reading, Rule, Skip},
    zone::Zone,
};
use frame::Frame;
use jiff::civil::DateTime;
use limit::Limit;
use set::Set;
use turn::Turn;

/// What a rule is seen from.
#[derive(Clone, Copy, Debug)]
pub struct Start<'z> {
    /// The first time, on the clock of its zone. For a day, midnight.
    pub at: DateTime,
    /// Whether it is a day without a time.
    pub is_date: bool,
    /// The zone of the clock, if it stands in one.
    pub zone: Option<&'z Zone>,
}

/// As many turns as a rule may take before it is given up.
pub const STEPS: u64 = 1_000_000;

/// The instances of a rule in order, on the clock of its start.
#[derive(Clone, Debug)]
pub struct Expansion<'r> {
    frame: Frame<'r>,
    turn: Option<Turn>,
    set: Set,
    /// Chosen already, but perhaps not before all of the next turn.
    held: Vec<Local>,
    limit: Option<Limit>,
    left: Option<u64>,
    least: Local,
    most: Local,
    last: Option<Local>,
    steps: u64,
    budget: u64,
}

impl Rule {
    /// Its instances from a start on. The start itself is one where the rule generates it.
    pub fn expand(&self, start: Start, reading: Reading) -> Expansion<'_> {
        let at = days::local(start.at);
        let mut frame = Frame::new(self, reading, at, start.is_date);
        let turn = frame.is_reachable().then(|| frame.first_turn());
        Expansion {
            frame,
            turn,
            set: Set::default(),
            held: Vec::new(),
            limit: self.until.map(|until| Limit::new(until, reading, start.is_date, start.zone)),
            left: self.count.map(u64::from),
            least: at,
            most: Local::MAX,
            last: None,
            steps: 0,
            budget: STEPS,
        }
    }
}

impl Expansion<'_> {
    /// With so many turns and instances to look at, and no more.
    #[must_use]
    pub fn within(mut self, steps: u64) -> Self {
        self.budget = steps;
        self
    }

    /// From a time on; what comes before is left out, and where the rule allows it, not looked at.
    #[must_use]
    pub fn since(mut self, at: DateTime) -> Self {
        let at = days::local(at);
        if at <= self.least {
            return self;
        }
        let by = match self.turn {
            Some(turn) if self.left.is_none() || self.gives_one_each_turn() => self.frame.turns_before(turn, at),
            _ => 0,
        };
        if let Some(left) = &mut self.left {
            *left = left.saturating_sub((by / i64::from(self.frame.rule.interval)) as u64);
        }
        if by > 0 {
            self.turn = self.turn.and_then(|turn| self.frame.advance(turn, by));
        }
        self.least = at;
        if self.left.is_none() && !self.is_merged() {
            self.set.skip_before(at, &self.frame.offsets);
        }
        self
    }

    /// Up to a time and no further: what begins at it or later is not looked for.
    #[must_use]
    pub fn before(mut self, at: DateTime) -> Self {
        self.most = days::local(at);
        self
    }

    fn gives_one_each_turn(&self) -> bool {
        let (rule, frequency) = (self.frame.rule, self.frame.rule.frequency);
        // The hours of a day are one instance where the start is a day.
        rule.is_plain() && frequency <= Frequency::Weekly && (frequency >= Frequency::Daily || !self.frame.is_date)
    }

    /// How many turns and instances were looked at.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Whether it was given up although there may be more.
    pub fn is_given_up(&self) -> bool {
        self.steps > self.budget
    }

    /// Chooses the instances of the next turn; nothing where there is none.
    fn turn(&mut self) -> Option<()> {
        let turn = self.turn.filter(|turn| self.frame.earliest(*turn) < self.most)?;
        let mut days = match (turn, self.frame.reading) {
            (Turn::Moment(at), _) => return self.moment(at),
            (_, Reading::Dateutil) => self.frame.days_as_dateutil(turn),
            (Turn::Year(number), Reading::Rfc) => self.frame.days_of_year(number),
            (Turn::Month { year, place }, Reading::Rfc) => self.frame.days_of_month(year, place),
            (Turn::Week(start), Reading::Rfc) => self.days_of_week(start),
            (Turn::Day(day), Reading::Rfc) => self.frame.passes(day).then_some(day).into_iter().collect(),
        };
        days.sort_unstable();
        days.dedup();
        let bases = days.into_iter().map(|day| i64::from(day) * DAY).collect();
        self.choose(bases);
        self.turn = self.frame.advance(turn, self.frame.rule.interval.into());
        self.merge();
        Some(())
    }

    fn days_of_week(&mut self, start: Day) -> Vec<Day> {
        let (is_silent, weekday) = (self.frame.rule.weekdays.is_empty(), self.frame.weekday);
        let week = (start..start + 7).filter(|day| !is_silent || days::weekday(*day) == weekday);
        week.filter(|day| self.frame.passes(*day)).collect()
    }

    fn moment(&mut self, at: Local) -> Option<()> {
        let frame = &mut self.frame;
        let day = days::day_of(at);
        let is_one = frame.next_time(at) == at && frame.passes(day);
        let base = if frame.is_date { i64::from(day) * DAY } else { at };
        // What is one goes on by one turn, what is none by as many as cannot be one.
        let by = if is_one && !frame.is_date { frame.rule.interval.into() } else { frame.stride(Turn::Moment(at)) };
        self.turn = frame.advance(Turn::Moment(at), by);
        self.choose(if is_one { vec![base] } else { Vec::new() });
        Some(())
    }

    fn choose(&mut self, bases: Vec<Local>) {
        self.set = Set::new(bases, &self.frame.offsets, &self.frame.rule.positions);
        if self.left.is_none() {
            self.set.skip_before(self.least, &self.frame.offsets);
        }
    }

    /// A day that was skipped forward may be one of the next turn too, at a later time than others of that turn.
    fn merge(&mut self) {
        if !self.is_merged() {
            return;
        }
        let mut all = std::mem::take(&mut self.held);
        all.extend(std::iter::from_fn(|| self.set.next(&self.frame.offsets)));
        all.sort_unstable();
        all.dedup();
        let next = match self.turn {
            Some(Turn::Year(number)) => self.frame.years.year(number).span.start,
            Some(Turn::Month { year, place }) => self.frame.years.year(year).months()[place].span.start,
            _ => Day::MAX,
        };
        self.held = all.split_off(all.partition_point(|at| *at < (i64::from(next) - 1) * DAY));
        self.set = Set::new(all, &[0], &[]);
    }

    fn step(&mut self) -> Option<()> {
        self.steps += 1;
        (self.steps <= self.budget).then_some(())
    }

    fn is_merged(&self) -> bool {
        self.frame.rule.skip != Skip::Omit && !self.frame.rule.positions.is_empty()
    }

    fn chosen(&mut self) -> Option<Local> {
        if self.is_merged() { self.set.next(&[0]) } else { self.set.next(&self.frame.offsets) }
    }
}

impl Iterator for Expansion<'_> {
    type Item = DateTime;

    fn next(&mut self) -> Option<DateTime> {
        while self.left != Some(0) && !self.is_given_up() {
            let Some(at) = self.chosen() else {
                self.step()?;
                self.turn()?;
                continue;
            };
            self.step()?;
            if at < self.frame.start || self.last.is_some_and(|last| at <= last) {
                continue;
            }
            let day = at.div_euclid(DAY);
            let is_over = day > i64::from(days::LAST)
                || at >= self.most
                || self.limit.as_ref().is_some_and(|limit| !limit.allows(at));
            if is_over {
                (self.left, self.turn) = (Some(0), None);
                return None;
            }
            self.last = Some(at);
            if let Some(left) = &mut self.left {
                *left -= 1;
            }
            if at >= self.least {
                return Some(days::civil(at));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests;
