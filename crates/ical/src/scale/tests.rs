//! The calendars against dates that are known.
use super::*;
use crate::days;
use jiff::civil::{self, date};

const ALL: [Scale; 11] = [
    Scale::Gregorian,
    Scale::Chinese,
    Scale::Dangi,
    Scale::Hebrew,
    Scale::Ethiopic,
    Scale::Coptic,
    Scale::IslamicCivil,
    Scale::IslamicTabular,
    Scale::IslamicUmmAlQura,
    Scale::Persian,
    Scale::Indian,
];

/// The number of the month of a day, and of the day in it.
fn named(scale: Scale, day: civil::Date) -> (String, i32) {
    let day = days::day(day);
    let year = Years::new(scale).containing(day);
    let month = year.month_of(day);
    (month.name.to_string(), day - month.span.start + 1)
}

#[test]
fn days_that_are_known_have_their_names() {
    for (scale, day, month, number) in [
        (Scale::Gregorian, date(2024, 2, 29), "2", 29),
        (Scale::Chinese, date(2013, 2, 10), "1", 1),
        (Scale::Chinese, date(2014, 11, 1), "9L", 9),
        (Scale::Hebrew, date(2014, 2, 8), "5L", 8),
        (Scale::Hebrew, date(2015, 2, 27), "6", 8),
        (Scale::Ethiopic, date(2013, 9, 6), "13", 1),
        (Scale::Coptic, date(2013, 9, 11), "1", 1),
        (Scale::Persian, date(2024, 3, 20), "1", 1),
        (Scale::Indian, date(2024, 3, 21), "1", 1),
        (Scale::IslamicUmmAlQura, date(2024, 3, 11), "9", 1),
    ] {
        assert_eq!(named(scale, day), (month.to_owned(), number), "{scale:?} {day}");
    }
}

#[test]
fn the_years_of_every_calendar_follow_each_other_without_a_gap() {
    for scale in ALL {
        let mut years = Years::new(scale);
        let mut year = years.containing(days::day(date(1890, 1, 1)));
        for _ in 0..250 {
            let next = years.containing(year.span.end());
            assert_eq!((next.number, next.span.start), (year.number + 1, year.span.end()), "{scale:?}");
            assert_eq!(years.year(next.number), next, "{scale:?}");
            assert_eq!(next.months().last().map(|month| month.span.end()), Some(next.span.end()), "{scale:?}");
            year = next;
        }
        let far = Years::new(scale).year(year.number);
        assert_eq!(far, year, "{scale:?}");
    }
}

#[test]
fn the_ends_of_time_have_years_too() {
    for scale in ALL {
        for day in [days::FIRST, days::LAST] {
            assert!(Years::new(scale).containing(day).span.holds(day), "{scale:?}");
        }
    }
}

#[test]
fn a_calendar_that_nobody_knows_is_refused() {
    assert_eq!("RUSSIAN".parse::<NamedScale>(), Err(UnknownScale("RUSSIAN".to_owned())));
    assert_eq!("hebrew".parse::<NamedScale>().map(|named| named.scale), Ok(Scale::Hebrew));
}
