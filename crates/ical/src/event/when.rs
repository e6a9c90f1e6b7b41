//! Times as calendars say them: a day, the clock on the wall, UTC, or the clock of a zone.
use crate::{
    rule::{Until, text, until},
    text::Property,
    zone::Zone,
};
use jiff::civil::{Date, DateTime, Time};
use std::collections::BTreeMap;

/// A day or a time.
#[derive(Clone, Debug, PartialEq)]
pub enum When {
    /// A whole day, wherever one is.
    Date(Date),
    /// What the clock on the wall shows, wherever one is.
    Floating(DateTime),
    /// Universal time.
    Utc(DateTime),
    /// What the clock of a zone shows.
    Zoned {
        /// What it shows.
        at: DateTime,
        /// What the calendar calls the zone (`TZID`).
        id: String,
        /// The zone that it means.
        zone: Zone,
    },
}

/// The zones of a calendar, by what it calls them.
pub type Zones = BTreeMap<String, Zone>;

impl When {
    /// A time on the clock of a zone of the database.
    pub fn zoned(at: DateTime, zone: &Zone) -> Self {
        Self::Zoned { at, id: zone.name().to_owned(), zone: zone.clone() }
    }

    pub(crate) fn parse(value: &str, id: Option<&str>, zones: &Zones) -> Result<Self, String> {
        let value = value.trim();
        match until::parse(value) {
            Some(Until::Date(date)) => Ok(Self::Date(date)),
            Some(Until::Utc(at)) => Ok(Self::Utc(at)),
            Some(Until::Local(at)) => match id {
                None => Ok(Self::Floating(at)),
                Some(id) => match zones.get(id).cloned().or_else(|| Zone::meant(id)) {
                    Some(zone) => Ok(Self::Zoned { at, id: id.to_owned(), zone }),
                    None => Err(format!("the time zone `{id}` is neither known nor described")),
                },
            },
            None => Err(format!("`{value}` is no day such as 20261121 and no time such as 20261121T080000Z")),
        }
    }

    /// What the clock shows; midnight for a day.
    pub fn at(&self) -> DateTime {
        match self {
            Self::Date(date) => date.to_datetime(Time::midnight()),
            Self::Floating(at) | Self::Utc(at) | Self::Zoned { at, .. } => *at,
        }
    }

    /// Whether it is a day.
    pub fn is_date(&self) -> bool {
        matches!(self, Self::Date(_))
    }

    /// The zone of the clock; nothing where it is the one on the wall.
    pub fn zone(&self) -> Option<&Zone> {
        match self {
            Self::Date(_) | Self::Floating(_) => None,
            Self::Utc(_) => Some(&Zone::UTC),
            Self::Zoned { zone, .. } => Some(zone),
        }
    }

    /// The same kind of time, when the clock shows something else.
    #[must_use]
    pub fn shifted_to(&self, at: DateTime) -> Self {
        match self {
            Self::Date(_) => Self::Date(at.date()),
            Self::Floating(_) => Self::Floating(at),
            Self::Utc(_) => Self::Utc(at),
            Self::Zoned { id, zone, .. } => Self::Zoned { at, id: id.clone(), zone: zone.clone() },
        }
    }

    /// Seconds since 1970 in UTC, for somebody whose own clock stands in a zone.
    pub fn seconds(&self, own: &Zone) -> i64 {
        self.zone().unwrap_or(own).seconds(self.at())
    }

    /// The same moment as this kind of time: so a time is compared with a series that runs in another zone.
    pub(crate) fn moment_of(&self, other: &Self, own: &Zone) -> DateTime {
        match (self.zone(), other.zone()) {
            _ if self.is_date() || other.is_date() => other.at(),
            (None, None) => other.at(),
            (zone, _) => zone.unwrap_or(own).local(other.seconds(own)),
        }
    }

    /// As a value.
    pub fn value(&self) -> String {
        match self {
            Self::Date(date) => text::date(*date),
            Self::Floating(at) | Self::Zoned { at, .. } => text::date_time(*at),
            Self::Utc(at) => format!("{}Z", text::date_time(*at)),
        }
    }

    /// As a property of a name.
    pub fn property(&self, name: &str) -> Property {
        let property = Property::new(name, self.value());
        match self {
            Self::Date(_) => property.with("VALUE", "DATE"),
            Self::Zoned { id, .. } => property.with("TZID", id),
            Self::Floating(_) | Self::Utc(_) => property,
        }
    }
}
