//! Days as numbers, and local times as seconds: what the engine counts with.
use jiff::civil::{Date, DateTime, Time, Weekday};

/// Days since the start of 1970.
pub(crate) type Day = i32;

/// Seconds since the start of 1970 on the clock of a place, which never jumps.
pub(crate) type Local = i64;

/// The seconds of a day.
pub(crate) const DAY: i64 = 86_400;

/// The first day of the year 1.
pub(crate) const FIRST: Day = -719_162;
/// The last day of the year 9999.
pub(crate) const LAST: Day = 2_932_896;

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

pub(crate) fn day(date: Date) -> Day {
    (date - EPOCH).get_days()
}

/// The date of a day, at the ends of time the nearest there is.
pub(crate) fn date(day: Day) -> Date {
    EPOCH.saturating_add(jiff::Span::new().days(day.clamp(FIRST, LAST)))
}

pub(crate) fn local(at: DateTime) -> Local {
    let time = at.time();
    let seconds = i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    i64::from(day(at.date())) * DAY + seconds
}

pub(crate) fn civil(local: Local) -> DateTime {
    let second = local.rem_euclid(DAY);
    let part = |size: i64, base: i64| ((second / size) % base) as i8;
    date(day_of(local)).to_datetime(Time::constant(part(3_600, 24), part(60, 60), part(1, 60), 0))
}

pub(crate) fn day_of(local: Local) -> Day {
    local.div_euclid(DAY).clamp(i64::from(FIRST), i64::from(LAST)) as Day
}

pub(crate) fn weekday(day: Day) -> Weekday {
    // The first day of 1970 was a Thursday.
    Weekday::from_monday_zero_offset((day + 3).rem_euclid(7) as i8).unwrap_or(Weekday::Monday)
}

/// How many days a weekday comes after another, 0 to 6.
pub(crate) fn after(weekday: Weekday, start: Weekday) -> Day {
    Day::from(weekday.since(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil;

    #[test]
    fn days_and_dates_are_one_another() {
        for date in [civil::date(1970, 1, 1), civil::date(1, 1, 1), civil::date(9999, 12, 31), civil::date(2000, 2, 29)]
        {
            assert_eq!((super::date(day(date)), weekday(day(date))), (date, date.weekday()));
            let at = date.at(23, 58, 7, 0);
            assert_eq!(civil(local(at)), at);
        }
        assert_eq!((day(civil::date(1, 1, 1)), day(civil::date(9999, 12, 31))), (FIRST, LAST));
    }
}
