//! Every other calendar, as ICU4X computes it.
use super::year::{MonthName, Year};
use crate::days::Day;
use icu_calendar::{Calendar, Date, Ref, types::RataDie};

/// The number that the first day of 1970 has when counting from the first of the year 1.
const EPOCH: i64 = 719_163;

/// The year of a calendar that holds a day.
pub(super) fn containing<C: Calendar>(calendar: &C, day: Day) -> Year {
    let at = |day: Day| Date::from_rata_die(RataDie::new(i64::from(day) + EPOCH), Ref(calendar));
    let date = at(day);
    let start = day - Day::from(date.day_of_year().0) + 1;
    let end = start + Day::from(date.days_in_year());
    let mut next = start;
    let months = std::iter::from_fn(|| {
        let month = at(next);
        let length = Day::from(month.days_in_month());
        let name = month.month().to_input();
        (next < end).then(|| {
            next += length;
            (MonthName { number: name.number(), leap: name.is_leap() }, length)
        })
    });
    Year::new(date.year().extended_year(), start, months)
}
