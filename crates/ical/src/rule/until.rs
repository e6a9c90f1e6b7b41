//! Dates and times in the short form of iCalendar.
use super::Until;
use jiff::civil::{Date, DateTime, Time};

/// What `20261121`, `20261121T080000` and `20261121T080000Z` mean.
pub(crate) fn parse(text: &str) -> Option<Until> {
    if text.len() == 8 {
        return date(text).map(Until::Date);
    }
    let (text, is_utc) = match text.strip_suffix(['Z', 'z']) {
        Some(text) => (text, true),
        None => (text, false),
    };
    let at = date_time(text)?;
    Some(if is_utc { Until::Utc(at) } else { Until::Local(at) })
}

pub(crate) fn date(text: &str) -> Option<Date> {
    let digits = digits(text, 8)?;
    let date = Date::new((digits / 10_000) as i16, (digits / 100 % 100) as i8, (digits % 100) as i8).ok()?;
    (date.year() >= 1).then_some(date)
}

pub(crate) fn date_time(text: &str) -> Option<DateTime> {
    let (on, at) = text.split_once(['T', 't'])?;
    let (date, digits) = (date(on)?, digits(at, 6)?);
    // Who knows no leap seconds takes the 60th for the 59th.
    let second = (digits % 100).min(if digits % 100 == 60 { 59 } else { 100 });
    let time = Time::new((digits / 10_000) as i8, (digits / 100 % 100) as i8, second as i8, 0).ok()?;
    Some(date.to_datetime(time))
}

fn digits(text: &str, count: usize) -> Option<u32> {
    let plain = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}
