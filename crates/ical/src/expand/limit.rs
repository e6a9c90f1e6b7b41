//! The end that a rule names.
use crate::{
    days::{self, DAY, Local},
    rule::{Reading, Until},
    zone::Zone,
};

/// The last moment at which there may be an instance.
#[derive(Clone, Debug)]
pub(super) enum Limit {
    Local(Local),
    /// Seconds since 1970 in UTC, and the zone that the start is in.
    Instant(i64, Zone),
}

impl Limit {
    pub(super) fn new(until: Until, reading: Reading, is_date: bool, zone: Option<&Zone>) -> Self {
        match (until, zone) {
            (Until::Date(on), _) => {
                let midnight = i64::from(days::day(on)) * DAY;
                // The day is the last one, whatever its time.
                let whole = reading == Reading::Rfc && !is_date;
                Self::Local(midnight + if whole { DAY - 1 } else { 0 })
            }
            (Until::Utc(at), Some(zone)) if !is_date => Self::Instant(days::local(at), zone.clone()),
            (Until::Local(at) | Until::Utc(at), _) => Self::Local(days::local(at)),
        }
    }

    pub(super) fn allows(&self, local: Local) -> bool {
        match self {
            Self::Local(last) => local <= *last,
            // No clock is further from UTC than two days.
            Self::Instant(last, _) if (local - last).abs() > 2 * DAY => local < *last,
            Self::Instant(last, zone) => zone.seconds(days::civil(local)) <= *last,
        }
    }
}
