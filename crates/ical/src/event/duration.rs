//! Durations: days, which are as long as the clock makes them, and seconds.
use crate::text::split_values;
use jiff::{Span, civil::DateTime};
use std::fmt;

/// How long something takes, or how long before or after something it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Duration {
    /// Whole days, in which a clock comes to the same time again.
    pub days: i64,
    /// Exact seconds, with the same sign.
    pub seconds: i64,
}

/// No duration is longer: a thousand years.
const MOST: i64 = 366_000 * 86_400;

impl Duration {
    /// So many seconds.
    pub const fn seconds(seconds: i64) -> Self {
        Self { days: 0, seconds }
    }

    /// What a value such as `P1DT2H` or `-PT15M` says.
    pub fn parse(value: &str) -> Option<Self> {
        let (sign, rest) = match value.trim().split_at_checked(1)? {
            ("-", rest) => (-1, rest),
            ("+", rest) => (1, rest),
            _ => (1, value.trim()),
        };
        let rest = rest.strip_prefix(['P', 'p'])?;
        let (mut days, mut seconds, mut is_time, mut number, mut is_empty) = (0_i64, 0_i64, false, None::<i64>, true);
        for byte in rest.bytes() {
            let unit = match (byte.to_ascii_uppercase(), is_time) {
                (digit @ b'0'..=b'9', _) => {
                    let digit = i64::from(digit - b'0');
                    number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(digit)?);
                    continue;
                }
                (b'T', false) if number.is_none() => {
                    is_time = true;
                    continue;
                }
                (b'W', false) => 7 * 86_400,
                (b'D', false) => 86_400,
                (b'H', true) => 3_600,
                (b'M', true) => 60,
                (b'S', true) => 1,
                _ => return None,
            };
            let more = number.take()?.checked_mul(unit).filter(|more| *more <= MOST)?;
            if is_time {
                seconds += more
            } else {
                days += more / 86_400
            }
            is_empty = false;
            if days * 86_400 + seconds > MOST {
                return None;
            }
        }
        (number.is_none() && !is_empty).then_some(Self { days: sign * days, seconds: sign * seconds })
    }

    /// Whether it goes back.
    pub fn is_negative(self) -> bool {
        self.days < 0 || self.seconds < 0
    }

    /// Its days later on a clock.
    pub(crate) fn days_after(self, at: DateTime) -> DateTime {
        at.saturating_add(Span::new().days(self.days.clamp(-MOST / 86_400, MOST / 86_400)))
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (days, seconds) = (self.days.unsigned_abs(), self.seconds.unsigned_abs());
        f.write_str(if self.is_negative() { "-P" } else { "P" })?;
        if days > 0 {
            write!(f, "{days}D")?;
        }
        if seconds == 0 {
            return f.write_str(if days == 0 { "T0S" } else { "" });
        }
        f.write_str("T")?;
        for (size, base, unit) in [(3_600, u64::MAX, 'H'), (60, 60, 'M'), (1, 60, 'S')] {
            match seconds / size % base {
                0 => {}
                number => write!(f, "{number}{unit}")?,
            }
        }
        Ok(())
    }
}

/// A stretch of time with a beginning, and with an end or a length: both as values.
pub(crate) fn period(value: &str) -> Option<(&str, &str)> {
    let parts = split_values(value, b'/');
    if let [start, end] = parts[..] { Some((start, end)) } else { None }
}
