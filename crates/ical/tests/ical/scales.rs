//! Rules in other calendars against a walk that names every single day as ICU4X does, and asks whether the rule wants a day of that name.
use crate::chance::Dice;
use ical::{Frequency, MonthName, Reading, Rule, Scale, Skip, Start};
use icu_calendar::{
    Calendar, Date, Ref,
    cal::{ChineseTraditional, Ethiopian, Gregorian, Hebrew, Persian},
    types::RataDie,
};
use jiff::{ToSpan, civil};
use std::collections::{BTreeMap, BTreeSet};

/// How many rules are drawn.
const RULES: u64 = 400;

/// What a calendar calls a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Named {
    day: civil::Date,
    year: i32,
    /// The place of the month in its year.
    place: u8,
    month: MonthName,
    number: i32,
    length: i32,
}

fn named<C: Calendar>(calendar: &C, day: civil::Date) -> Named {
    // The first day of the year 1 is the first one.
    let number = i64::from((day - civil::date(1, 1, 1)).get_days()) + 1;
    let date = Date::from_rata_die(RataDie::new(number), Ref(calendar));
    let month = date.month();
    let name = month.to_input();
    Named {
        day,
        year: date.year().extended_year(),
        place: month.ordinal,
        month: MonthName { number: name.number(), leap: name.is_leap() },
        number: date.day_of_month().0.into(),
        length: date.days_in_month().into(),
    }
}

fn name(scale: Scale, day: civil::Date) -> Named {
    match scale {
        Scale::Hebrew => named(&Hebrew, day),
        Scale::Chinese => named(&ChineseTraditional::new(), day),
        Scale::Ethiopic => named(&Ethiopian::new(), day),
        Scale::Persian => named(&Persian, day),
        _ => named(&Gregorian, day),
    }
}

/// The days of one month, in order, and its name.
struct Month {
    year: i32,
    name: MonthName,
    days: Vec<civil::Date>,
}

fn months(scale: Scale, start: civil::Date) -> Vec<Month> {
    let mut months = BTreeMap::<(i32, u8), Month>::new();
    for days in -800..365 * 12 {
        let it = name(scale, start.saturating_add((days as i64).days()));
        let month = months.entry((it.year, it.place));
        month.or_insert_with(|| Month { year: it.year, name: it.month, days: Vec::new() }).days.push(it.day);
    }
    let mut months: Vec<Month> = months.into_values().collect();
    // The first and the last one are not whole.
    months.pop();
    months.remove(0);
    months
}

/// The day that a number means in a month: itself, or a neighbour.
fn day_in(month: &Month, number: i32, skip: Skip) -> Option<civil::Date> {
    let at = if number > 0 { number - 1 } else { month.days.len() as i32 + number };
    let (first, last) = (month.days[0], month.days[month.days.len() - 1]);
    match usize::try_from(at).ok().and_then(|at| month.days.get(at)) {
        Some(day) => Some(*day),
        None if skip == Skip::Omit => None,
        None if skip == Skip::Forward => Some(if number > 0 { last.tomorrow().unwrap() } else { first }),
        None => Some(if number > 0 { last } else { first.yesterday().unwrap() }),
    }
}

fn walk(rule: &Rule, scale: Scale, start: civil::Date, end: civil::Date) -> Vec<civil::Date> {
    let (of_start, months) = (name(scale, start), months(scale, start));
    let is_yearly = rule.frequency == Frequency::Yearly;
    let wanted = if rule.months.is_empty() && is_yearly { vec![of_start.month] } else { rule.months.clone() };
    let numbers = match rule.month_days.is_empty() {
        true => vec![of_start.number],
        false => rule.month_days.iter().map(|number| i32::from(*number)).collect(),
    };
    let first = months.iter().position(|month| month.days.contains(&start)).unwrap();
    let mut found = BTreeSet::new();
    for (at, month) in months.iter().enumerate() {
        let turn = if is_yearly { i64::from(month.year - of_start.year) } else { at as i64 - first as i64 };
        if turn < 0 || turn % i64::from(rule.interval) != 0 {
            continue;
        }
        // A month stands for itself, and for a leap month that its year does not have.
        let has = |name: MonthName| months.iter().any(|other| other.year == month.year && other.name == name);
        let leap = |number: u8| MonthName { number, leap: true };
        let stands_for = |name: &MonthName| match rule.skip {
            _ if *name == month.name => true,
            Skip::Forward => !month.name.leap && *name == leap(month.name.number - 1) && !has(*name),
            Skip::Backward => !month.name.leap && *name == leap(month.name.number) && !has(*name),
            Skip::Omit => false,
        };
        if wanted.is_empty() || wanted.iter().any(stands_for) {
            found.extend(numbers.iter().filter_map(|number| day_in(month, *number, rule.skip)));
        }
    }
    found.into_iter().filter(|day| *day >= start && *day < end).collect()
}

/// A rule that counts in a calendar.
fn drawn(dice: &mut Dice) -> (String, Scale) {
    let (name, scale, most) = [
        ("HEBREW", Scale::Hebrew, 12),
        ("CHINESE", Scale::Chinese, 12),
        ("ETHIOPIC", Scale::Ethiopic, 13),
        ("PERSIAN", Scale::Persian, 12),
        ("GREGORIAN", Scale::Gregorian, 12),
    ][dice.below(5) as usize];
    let has_leap = matches!(scale, Scale::Hebrew | Scale::Chinese);
    let mut rule = format!("RSCALE={name};FREQ={}", ["YEARLY", "MONTHLY"][dice.below(2) as usize]);
    rule += &format!(";SKIP={}", ["OMIT", "FORWARD", "BACKWARD"][dice.below(3) as usize]);
    if dice.once_in(3) {
        rule += &format!(";INTERVAL={}", 1 + dice.below(4));
    }
    if dice.once_in(2) {
        let leap = if scale == Scale::Hebrew { 5 } else { 1 + dice.below(11) };
        let month = match has_leap && dice.once_in(2) {
            true => format!("{leap}L"),
            false => (1 + dice.below(most)).to_string(),
        };
        rule += &format!(";BYMONTH={month},{}", 1 + dice.below(12));
    }
    if !dice.once_in(3) {
        let number = [28, 29, 30, 31, 1][dice.below(5) as usize];
        rule += &format!(";BYMONTHDAY={}{number}", if dice.once_in(3) { "-" } else { "" });
    }
    (rule, scale)
}

#[test]
fn rules_by_chance_in_other_calendars_lead_to_what_a_walk_over_every_day_finds() {
    let mut some = 0;
    for seed in 0..RULES {
        let mut dice = Dice::new(seed);
        let ((text, scale), start) = (drawn(&mut dice), dice.start().date());
        let end = start.saturating_add((365 * 9).days());
        let rule: Rule = text.parse().unwrap();
        let at = Start { at: start.at(0, 0, 0, 0), is_date: true, zone: None };
        let found: Vec<civil::Date> =
            rule.expand(at, Reading::Rfc).before(end.at(0, 0, 0, 0)).map(|at| at.date()).collect();
        assert_eq!(found, walk(&rule, scale, start, end), "{text} from {start}");
        some += usize::from(!found.is_empty());
    }
    assert!(some as u64 > RULES / 2, "{some} found something");
}
