//! When something takes place: on a day, at what a clock shows, or at an instant. What is kept is one of the first two.
use base::Instant;
use ical::{When, Zone};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Cow, fmt, str::FromStr};
use store::{Described, Field, Kind, Row, Value};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, SchemaFormat, Type},
    },
};

/// When something takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventTime {
    /// That whole day, wherever one is.
    Day(Date),
    /// When a clock shows this: the one of the event's time zone, or the one on the wall.
    Local(DateTime),
    /// At that instant.
    At(Instant),
    /// At no time that anybody could read: a row holds what is none.
    Unreadable,
}

impl EventTime {
    /// What the clock shows; midnight for a day, and UTC for an instant.
    pub(crate) fn clock(self) -> DateTime {
        match self {
            Self::Day(date) => date.at(0, 0, 0, 0),
            Self::Local(at) => at,
            Self::At(instant) => Zone::UTC.local(seconds(instant)),
            Self::Unreadable => DateTime::constant(1970, 1, 1, 0, 0, 0, 0),
        }
    }

    /// Whether it is a day.
    pub(crate) fn is_day(self) -> bool {
        matches!(self, Self::Day(_))
    }

    /// The same on the clock of a zone; what the clock shows already stays.
    pub(crate) fn on_clock(self, zone: &Zone) -> Self {
        match self {
            Self::At(instant) => Self::Local(zone.local(seconds(instant))),
            other => other,
        }
    }

    /// The instant, for somebody whose clock stands in that zone.
    pub(crate) fn instant(self, zone: &Zone) -> Instant {
        match self {
            Self::At(instant) => instant,
            other => at_second(zone.seconds(other.clock())),
        }
    }

    /// As calendars say it: of a zone, or of the clock on the wall.
    pub(crate) fn when(self, zone: Option<&Zone>) -> When {
        match (self, zone) {
            (Self::Day(date), _) => When::Date(date),
            (Self::At(_) | Self::Unreadable, _) => When::Utc(self.clock()),
            (Self::Local(at), None) => When::Floating(at),
            (Self::Local(at), Some(zone)) if *zone == Zone::UTC => When::Utc(at),
            (Self::Local(at), Some(zone)) => When::zoned(at, zone),
        }
    }

    /// What a calendar says, without its zone.
    pub(crate) fn of(when: &When) -> Self {
        match when {
            When::Date(date) => Self::Day(*date),
            other => Self::Local(other.at()),
        }
    }
}

/// Whole seconds since the start of 1970.
pub(crate) fn seconds(instant: Instant) -> i64 {
    instant.micros().div_euclid(1_000_000)
}

/// The instant so many seconds after the start of 1970, at the ends of time the nearest.
pub(crate) fn at_second(seconds: i64) -> Instant {
    let end = if seconds < 0 { Instant::MIN } else { Instant::MAX };
    seconds.checked_mul(1_000_000).and_then(Instant::from_micros).unwrap_or(end)
}

/// An instant as the clock of a zone shows it, with how far that clock is from UTC: `2026-11-21T09:00:00+01:00`.
pub(crate) fn shown(instant: Instant, zone: &Zone) -> String {
    let at = zone.local(seconds(instant));
    let minutes = (Zone::UTC.seconds(at) - seconds(instant)).div_euclid(60);
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
    format!("{}{sign}{hours:02}:{minutes:02}", EventTime::Local(at))
}

impl fmt::Display for EventTime {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Day(date) => date.fmt(f),
            Self::Local(at) => {
                let time = at.time();
                write!(f, "{}T{:02}:{:02}:{:02}", at.date(), time.hour(), time.minute(), time.second())
            }
            Self::At(instant) => instant.fmt(f),
            Self::Unreadable => f.write_str(UNREADABLE),
        }
    }
}

/// What is written for what could not be read; as long as a day, for which a column has room.
const UNREADABLE: &str = "unreadable";
/// What is said of a text that is none of them.
const FORM: &str =
    "a day such as 2026-11-21, or a time such as 2026-11-21T09:00:00, with or without +01:00, in the years 1 to 9999";

impl FromStr for EventTime {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_year = |date: Date| date.year() >= 1;
        if text.len() == 10 {
            return text.parse().ok().filter(|date| is_year(*date)).map(Self::Day).ok_or(FORM);
        }
        if let Ok(instant) = text.parse() {
            return Ok(Self::At(instant));
        }
        let plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b':' | b'.' | b'T');
        let is_plain = text.bytes().all(plain) && text.get(10..11) == Some("T");
        let at = text.parse::<DateTime>().ok().filter(|at| is_plain && is_year(at.date())).ok_or(FORM)?;
        let time = jiff::civil::Time::constant(at.hour(), at.minute(), at.second(), 0);
        Ok(Self::Local(at.date().to_datetime(time)))
    }
}

impl Field for EventTime {
    const KIND: Kind = Kind::Text;

    fn read_optional(row: &dyn Row, at: usize) -> store::Result<Option<Self>> {
        Ok(row.text(at)?.map(|text| text.parse().unwrap_or(Self::Unreadable)))
    }

    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }
}

impl Serialize for EventTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EventTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// How a time is written.
const PATTERN: &str =
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$";

pub(super) fn described(examples: [&str; 2]) -> RefOr<Schema> {
    let text = ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::Custom("event-time".into())));
    text.pattern(Some(PATTERN)).examples(examples).build().into()
}

impl Described for EventTime {
    fn described() -> RefOr<Schema> {
        described(["2026-11-21T09:00:00+00:00", "2026-11-21T09:30:00+00:00"])
    }
}

impl PartialSchema for EventTime {
    fn schema() -> RefOr<Schema> {
        Self::described()
    }
}

impl ToSchema for EventTime {}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> EventTime {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_a_clock_and_an_instant_are_kept_apart() {
        assert_eq!(time("2026-11-21").to_string(), "2026-11-21");
        assert_eq!(time("2026-11-21T09:00").to_string(), "2026-11-21T09:00:00");
        assert_eq!(time("2026-11-21T09:00:00.5").to_string(), "2026-11-21T09:00:00");
        assert!(matches!(time("2026-11-21T09:00:00+01:00"), EventTime::At(_)));
        for wrong in ["", "soon", "2026-11-21 09:00:00", "2026-13-01", "2026-02-30T09:00:00", "0000-01-01", "2026-11-2"]
        {
            assert!(wrong.parse::<EventTime>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_clock_shows_an_instant_with_its_distance_from_utc() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let at = |text: &str| shown(text.parse().unwrap(), &berlin);
        assert_eq!(at("2026-11-21T08:00:00Z"), "2026-11-21T09:00:00+01:00");
        assert_eq!(at("2026-07-21T08:00:00Z"), "2026-07-21T10:00:00+02:00");
        assert_eq!(shown("2026-11-21T08:00:00Z".parse().unwrap(), &Zone::UTC), "2026-11-21T08:00:00+00:00");
        let newfoundland = Zone::named("America/St_Johns").unwrap();
        assert_eq!(shown("2026-11-21T08:00:00Z".parse().unwrap(), &newfoundland), "2026-11-21T04:30:00-03:30");
    }

    #[test]
    fn what_a_clock_never_shows_is_an_hour_later_and_what_it_shows_twice_is_the_first_time() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let at = |text: &str| shown(time(text).instant(&berlin), &berlin);
        assert_eq!(at("2027-03-28T02:30:00"), "2027-03-28T03:30:00+02:00");
        assert_eq!(at("2026-10-25T02:30:00"), "2026-10-25T02:30:00+02:00");
    }
}
