//! Points in time and days, as the product keeps them.
use jiff::{SignedDuration, Span, civil, fmt::temporal::Pieces};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Cow, fmt, str::FromStr, time::Duration};

/// A point in time: microseconds since 1970 in UTC, within the years 1 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// The first microsecond of the year 1.
    pub const MIN: Self = Self(-62_135_596_800_000_000);
    /// The last microsecond of the year 9999.
    pub const MAX: Self = Self(253_402_300_799_999_999);

    /// The instant so many microseconds after the start of 1970, where the years 1 to 9999 hold it.
    pub const fn from_micros(micros: i64) -> Option<Self> {
        if micros < Self::MIN.0 || micros > Self::MAX.0 { None } else { Some(Self(micros)) }
    }

    pub(crate) fn clamped(micros: i64) -> Self {
        Self(micros.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Microseconds since the start of 1970.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// This instant and so much more, at most the end of the year 9999.
    pub fn plus(self, more: Duration) -> Self {
        Self::clamped(self.0.saturating_add(i64::try_from(more.as_micros()).unwrap_or(i64::MAX)))
    }

    /// This instant less so much, at the earliest the start of the year 1.
    pub fn minus(self, less: Duration) -> Self {
        Self::clamped(self.0.saturating_sub(i64::try_from(less.as_micros()).unwrap_or(i64::MAX)))
    }

    /// The day this instant falls on in UTC.
    pub fn day(self) -> Day {
        Day(self.civil().date())
    }

    /// Not by way of jiff's `Timestamp`, whose range ends a day before ours.
    fn civil(self) -> civil::DateTime {
        EPOCH.saturating_add(SignedDuration::from_micros(self.0))
    }
}

const EPOCH: civil::DateTime = civil::date(1970, 1, 1).at(0, 0, 0, 0);

/// RFC 3339 in UTC with six digits: the one form on the wire and in logs.
impl fmt::Display for Instant {
    /// Digit by digit, for lists hold hundreds of instants.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (at, mut text) = (self.civil(), *b"0000-00-00T00:00:00.000000Z");
        digits(&mut text[..4], at.year().unsigned_abs().into());
        digits(&mut text[5..7], at.month().unsigned_abs().into());
        digits(&mut text[8..10], at.day().unsigned_abs().into());
        digits(&mut text[11..13], at.hour().unsigned_abs().into());
        digits(&mut text[14..16], at.minute().unsigned_abs().into());
        digits(&mut text[17..19], at.second().unsigned_abs().into());
        digits(&mut text[20..26], at.subsec_nanosecond().unsigned_abs() / 1_000);
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

/// Writes the last digits of a number, as many as there is place for.
fn digits(place: &mut [u8], mut number: u32) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Instant {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "not an instant such as 2026-11-20T08:00:00Z";
        let pieces = Pieces::parse(text).map_err(|_| FORM)?;
        let (Some(time), Some(offset), None) =
            (pieces.time(), pieces.to_numeric_offset(), pieces.time_zone_annotation())
        else {
            return Err(FORM);
        };
        let since =
            pieces.date().to_datetime(time).duration_since(EPOCH) - SignedDuration::from_secs(offset.seconds().into());
        let micros = i64::try_from(since.as_micros()).map_err(|_| FORM)?;
        Self::from_micros(micros).ok_or("an instant outside the years 1 to 9999")
    }
}

/// A day of the calendar, anywhere; within the years 1 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(civil::Date);

impl Day {
    /// Its first moment in UTC.
    pub fn start(self) -> Instant {
        let since = self.0.to_datetime(civil::Time::midnight()).duration_since(EPOCH);
        Instant::clamped(i64::try_from(since.as_micros()).unwrap_or_default())
    }
}

impl Day {
    /// The day so many days later, or earlier where it is less than none; within the years 1 to 9999.
    pub fn plus_days(self, days: i32) -> Option<Self> {
        self.later(Span::new().try_days(days).ok()?)
    }

    /// The day so many months later, or earlier; the last day of a month that is too short.
    pub fn plus_months(self, months: i32) -> Option<Self> {
        self.later(Span::new().try_months(months).ok()?)
    }

    fn later(self, by: Span) -> Option<Self> {
        self.0.checked_add(by).ok().filter(|date| date.year() >= 1).map(Self)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = text.len() == "2026-11-20".len();
        match text.parse::<civil::Date>() {
            Ok(date) if plain && date.year() >= 1 => Ok(Self(date)),
            _ => Err("not a day such as 2026-11-20"),
        }
    }
}

macro_rules! as_text {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Cow::<str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    };
}
as_text!(Instant);
as_text!(Day);
crate::schema::of_text!(Instant, "date-time", "A point in time, RFC 3339.");
crate::schema::of_text!(Day, "date", "A day of the calendar.");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_in_one_form_only() {
        for (given, written) in [
            ("2026-11-20T08:00:00Z", "2026-11-20T08:00:00.000000Z"),
            ("2026-11-20T09:30:00.25+01:30", "2026-11-20T08:00:00.250000Z"),
            ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
            ("2024-02-29T12:34:56.000789Z", "2024-02-29T12:34:56.000789Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"),
            ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
        ] {
            let instant: Instant = given.parse().unwrap();
            assert_eq!(instant.to_string(), written);
            assert_eq!(serde_json::from_str::<Instant>(&serde_json::to_string(&instant).unwrap()).unwrap(), instant);
        }
    }

    #[test]
    fn what_is_no_instant_or_no_day_is_refused() {
        for text in
            ["", "yesterday", "2026-11-20", "2026-13-01T00:00:00Z", "0000-12-31T23:59:59Z", "-000001-01-01T00:00:00Z"]
        {
            assert!(text.parse::<Instant>().is_err(), "{text}");
        }
        for text in ["", "2026-02-29", "0000-01-01", "2026-11-20T08:00:00Z", "20261120"] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
        assert_eq!("2026-11-20".parse::<Day>().unwrap().to_string(), "2026-11-20");
    }

    #[test]
    fn days_and_months_are_counted_along_the_calendar() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let told = |day: Option<Day>| day.map(|day| day.to_string());
        assert_eq!(told(day("2026-11-20").plus_days(11)).as_deref(), Some("2026-12-01"));
        assert_eq!(told(day("2026-03-01").plus_days(-1)).as_deref(), Some("2026-02-28"));
        assert_eq!(told(day("2024-01-31").plus_months(1)).as_deref(), Some("2024-02-29"));
        assert_eq!(told(day("2024-02-29").plus_months(-12)).as_deref(), Some("2023-02-28"));
        assert_eq!(told(day("9999-12-31").plus_days(1)), None);
        assert_eq!(told(day("0001-01-01").plus_months(-1)), None);
        assert_eq!(told(day("2026-11-20").plus_days(i32::MAX)), None);
    }

    #[test]
    fn the_ends_of_time_hold() {
        assert_eq!(Instant::MAX.plus(Duration::MAX), Instant::MAX);
        assert_eq!(Instant::MIN.minus(Duration::MAX), Instant::MIN);
        assert_eq!(Instant::from_micros(i64::MAX), None);
        assert_eq!(Instant::MAX.day().to_string(), "9999-12-31");
    }
}
