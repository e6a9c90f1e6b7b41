//! Days and instants as a filter names them: `2026-11-20`, RFC 3339, `now`, `today`, `now+7d`, `today-2w`. A day is one of UTC.
use base::{Day, Instant};

/// A day or an instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Point {
    On(Day),
    At(Instant),
}

impl Point {
    /// The day it is, or is on.
    pub(super) fn day(self) -> Day {
        match self {
            Self::On(day) => day,
            Self::At(instant) => instant.day(),
        }
    }
}

const FORMS: &str = "a day (2026-11-20), an instant (2026-11-20T08:00:00Z), now, today or a time from there (now+7d, today-2w) is \
                     needed; units are m, h, d, w, mo, y";

/// The point of that text, or what would do.
pub(super) fn read(text: &str, now: Instant) -> Result<Point, String> {
    let lower = text.to_ascii_lowercase();
    match (lower.strip_prefix("now"), lower.strip_prefix("today")) {
        (Some(rest), _) => moved(Point::At(now), rest),
        (_, Some(rest)) => moved(Point::On(now.day()), rest),
        _ => {
            let day = text.parse().map(Point::On);
            day.or_else(|_| text.parse().map(Point::At)).map_err(|_| FORMS.to_owned())
        }
    }
}

/// The point so much later or earlier: `+1mo-2d`.
fn moved(mut point: Point, mut rest: &str) -> Result<Point, String> {
    while !rest.is_empty() {
        let (is_later, more) = match (rest.strip_prefix('+'), rest.strip_prefix('-')) {
            (Some(more), _) => (true, more),
            (_, Some(more)) => (false, more),
            _ => return Err(FORMS.to_owned()),
        };
        let digits = more.bytes().take_while(u8::is_ascii_digit).count();
        let letters = more[digits..].bytes().take_while(u8::is_ascii_lowercase).count();
        let number: i32 = match &more[..digits] {
            number if number.len() <= 6 => number.parse().map_err(|_| FORMS.to_owned())?,
            _ => return Err("this is too far away".to_owned()),
        };
        let unit = &more[digits..digits + letters];
        point = by(point, if is_later { number } else { -number }, unit)?;
        rest = &more[digits + letters..];
    }
    Ok(point)
}

fn by(point: Point, number: i32, unit: &str) -> Result<Point, String> {
    let too_far = || "this is outside the years 1 to 9999".to_owned();
    let months = match unit {
        "mo" => Some(number),
        "y" => Some(number.saturating_mul(12)),
        _ => None,
    };
    match (point, months) {
        (Point::On(day), Some(months)) => day.plus_months(months).map(Point::On).ok_or_else(too_far),
        (Point::At(instant), Some(months)) => {
            let (day, since) = (instant.day(), instant.micros() - instant.day().start().micros());
            let start = day.plus_months(months).ok_or_else(too_far)?.start();
            Instant::from_micros(start.micros() + since).map(Point::At).ok_or_else(too_far)
        }
        (Point::On(day), None) => match unit {
            "d" => day.plus_days(number).map(Point::On).ok_or_else(too_far),
            "w" => day.plus_days(number.saturating_mul(7)).map(Point::On).ok_or_else(too_far),
            "m" | "h" => Err("a day moves by d, w, mo or y; begin with `now` for hours and minutes".to_owned()),
            _ => Err(FORMS.to_owned()),
        },
        (Point::At(instant), None) => {
            let seconds = match unit {
                "m" => 60,
                "h" => 60 * 60,
                "d" => 24 * 60 * 60,
                "w" => 7 * 24 * 60 * 60,
                _ => return Err(FORMS.to_owned()),
            };
            let micros = i64::from(number) * seconds * 1_000_000;
            Instant::from_micros(instant.micros() + micros).map(Point::At).ok_or_else(too_far)
        }
    }
}
