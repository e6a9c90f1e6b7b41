//! Zones that a calendar describes itself (`VTIMEZONE`).
use crate::{
    days::{self, Local},
    expand::Start,
    rule::{Reading, Rule, Until},
};
use jiff::civil::{DateTime, date};

/// The clock is put from one offset to another at certain times (`STANDARD` and `DAYLIGHT`).
#[derive(Clone, Debug, PartialEq)]
pub struct Observance {
    /// The first time, on the clock as it was before.
    pub start: DateTime,
    /// Seconds ahead of UTC before.
    pub from: i32,
    /// Seconds ahead of UTC from then on.
    pub to: i32,
    /// When it recurs.
    pub rules: Vec<Rule>,
    /// Further times.
    pub dates: Vec<DateTime>,
}

/// No observance recurs more often.
const MOST: usize = 512;

/// No observance is looked for longer: nobody puts a clock forward who says it in so odd a way.
const STEPS: u64 = 5_000;

/// After that, the clock is left as it is.
const END: DateTime = date(2100, 1, 1).at(0, 0, 0, 0);

/// Every change of the clock, in order.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Observances {
    changes: Vec<Change>,
    first: i64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Change {
    /// In UTC.
    at: i64,
    from: i64,
    to: i64,
}

impl Observances {
    pub(super) fn new(observances: &[Observance]) -> Option<Self> {
        let mut changes: Vec<Change> = observances.iter().flat_map(Observance::changes).collect();
        changes.sort_unstable_by_key(|change| change.at);
        changes.dedup_by_key(|change| change.at);
        let first = changes.first()?.from;
        Some(Self { changes, first })
    }

    /// RFC 5545, section 3.3.5: the first of two times, and the offset before a gap.
    pub(super) fn seconds(&self, local: Local) -> i64 {
        // A change counts once the clock shows more than it did before and after it.
        let at = self.changes.partition_point(|change| change.at + change.from.max(change.to) <= local);
        local - at.checked_sub(1).map_or(self.first, |at| self.changes[at].to)
    }

    pub(super) fn local(&self, seconds: i64) -> Local {
        let at = self.changes.partition_point(|change| change.at <= seconds);
        seconds + at.checked_sub(1).map_or(self.first, |at| self.changes[at].to)
    }
}

impl Observance {
    fn changes(&self) -> Vec<Change> {
        let (from, to) = (i64::from(self.from), i64::from(self.to));
        let start = Start { at: self.start, is_date: false, zone: None };
        let mut times = vec![self.start];
        times.extend(&self.dates);
        for rule in &self.rules {
            let mut rule = rule.clone();
            if let Some(Until::Utc(until)) = rule.until {
                rule.until = Some(Until::Local(days::civil(days::local(until) + from)));
            }
            times.extend(rule.expand(start, Reading::Rfc).within(STEPS).take(MOST).take_while(|at| *at < END));
        }
        times.iter().map(|at| Change { at: days::local(*at) - from, from, to }).collect()
    }
}
