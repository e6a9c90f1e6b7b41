//! The Gregorian calendar, which needs no tables.
use super::year::{MonthName, Year};
use crate::days::{self, Day};
use jiff::civil;

const LENGTHS: [Day; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// A year within 1 to 9999.
pub(super) fn year(number: i32) -> Year {
    let start = days::day(civil::date(number.clamp(1, 9_999) as i16, 1, 1));
    let is_leap = number % 4 == 0 && (number % 100 != 0 || number % 400 == 0);
    let months = LENGTHS.iter().zip(1..).map(|(length, number)| {
        let length = if number == 2 && is_leap { 29 } else { *length };
        (MonthName { number, leap: false }, length)
    });
    Year::new(number, start, months)
}
