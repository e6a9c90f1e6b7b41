//! Rules against a walk that looks at every single day and second and asks of each whether the rule, read word by word, has it.
use crate::chance::Dice;
use ical::{Frequency, Reading, Rule, Start, WeekdayNumber};
use jiff::{
    Span, ToSpan,
    civil::{Date, DateTime, Time, Weekday},
};
use std::collections::BTreeMap;
use testkit::environment;

/// How many rules are drawn in the short form, and in the long one.
const RULES: [u64; 2] = [300, 5_000];

/// The year that a week belongs to is that of its fourth day; with it, the number of the week from both ends.
fn week(day: Date, start: Weekday) -> (i16, i16, i16) {
    let fourth = day.saturating_sub(i64::from(day.weekday().since(start)).days()).saturating_add(3.days());
    let number = (fourth.day_of_year() - 1) / 7 + 1;
    let count = number + (fourth.days_in_year() - fourth.day_of_year()) / 7;
    (fourth.year(), number, number - count - 1)
}

struct Oracle<'r> {
    rule: &'r Rule,
    start: DateTime,
    base_year: i16,
}

impl Oracle<'_> {
    fn is_weekly_year(&self) -> bool {
        self.rule.frequency == Frequency::Yearly && !self.rule.weeks.is_empty()
    }

    /// The turn that a time belongs to, if the interval comes to it.
    fn turn(&self, at: DateTime) -> Option<i64> {
        let (rule, day) = (self.rule, at.date());
        let days = |day: Date| (day - jiff::civil::date(1970, 1, 5)).get_days();
        let since = |at: DateTime| {
            let hours = i64::from(days(at.date()) - days(self.start.date())) * 24 + i64::from(at.hour());
            (hours * 60 + i64::from(at.minute())) * 60 + i64::from(at.second())
        };
        let weeks = |day: Date| (days(day) - i32::from(rule.week_start.to_monday_zero_offset())).div_euclid(7);
        let turn = match rule.frequency {
            Frequency::Yearly if self.is_weekly_year() => i64::from(week(day, rule.week_start).0 - self.base_year),
            Frequency::Yearly => i64::from(day.year() - self.base_year),
            Frequency::Monthly => {
                let months = |day: Date| i64::from(day.year()) * 12 + i64::from(day.month());
                months(day) - months(self.start.date())
            }
            Frequency::Weekly => i64::from(weeks(day) - weeks(self.start.date())),
            Frequency::Daily => i64::from(days(day) - days(self.start.date())),
            Frequency::Hourly => since(at).div_euclid(3_600) - since(self.start).div_euclid(3_600),
            Frequency::Minutely => since(at).div_euclid(60) - since(self.start).div_euclid(60),
            Frequency::Secondly => since(at) - since(self.start),
        };
        (turn >= 0 && turn % i64::from(rule.interval) == 0).then_some(turn)
    }

    fn has_day(&self, day: Date) -> bool {
        let (rule, start) = (self.rule, self.start.date());
        let is_yearly = rule.frequency == Frequency::Yearly;
        let either = |list: &[i16], ends: [i16; 2]| list.is_empty() || list.iter().any(|number| ends.contains(number));
        let wide = |list: &[i8]| list.iter().map(|number| i16::from(*number)).collect::<Vec<_>>();
        let is_silent = rule.weekdays.is_empty() && rule.month_days.is_empty() && rule.year_days.is_empty();
        let month = if !rule.months.is_empty() {
            rule.months.iter().any(|month| month.number == day.month() as u8)
        } else if is_yearly
            && rule.weeks.is_empty()
            && (!rule.month_days.is_empty() || is_silent)
            && rule.year_days.is_empty()
        {
            day.month() == start.month()
        } else {
            true
        };
        let (_, number, back) = week(day, rule.week_start);
        let from_start = match rule.frequency {
            Frequency::Yearly if !rule.weeks.is_empty() => day.weekday() == start.weekday(),
            Frequency::Yearly | Frequency::Monthly => day.day() == start.day(),
            Frequency::Weekly => day.weekday() == start.weekday(),
            _ => true,
        };
        month
            && either(&wide(&rule.weeks), [number, back])
            && either(&rule.year_days, [day.day_of_year(), day.day_of_year() - day.days_in_year() - 1])
            && either(&wide(&rule.month_days), [day.day().into(), (day.day() - day.days_in_month() - 1).into()])
            && (rule.weekdays.is_empty() || rule.weekdays.iter().any(|wanted| self.has_weekday(day, *wanted)))
            && (!is_silent || from_start)
    }

    fn has_weekday(&self, day: Date, wanted: WeekdayNumber) -> bool {
        if day.weekday() != wanted.weekday {
            return false;
        }
        let by_year = self.rule.frequency == Frequency::Yearly && self.rule.months.is_empty();
        let is_within = |other: Date| other.year() == day.year() && (by_year || other.month() == day.month());
        // So many of that weekday there are from the first one on to this one, and back from the last one.
        let count = |step: Span| {
            (0..60).map(|weeks| day.saturating_add(step * weeks)).take_while(|it| is_within(*it)).count() as i8
        };
        wanted.number == 0 || [count(-1.weeks()), -count(1.weeks())].contains(&wanted.number)
    }

    /// Every time of a day that the rule has.
    fn times(&self) -> Vec<Time> {
        let has = |list: &[u8], is_finer: bool, number: i8, of_start: i8| match list {
            [] => !is_finer || number == of_start,
            list => list.contains(&(number as u8)),
        };
        let (rule, start) = (self.rule, self.start);
        let hours = (0..24).filter(|hour| has(&rule.hours, rule.frequency > Frequency::Hourly, *hour, start.hour()));
        let minutes =
            |_: &i8| (0..60).filter(|it| has(&rule.minutes, rule.frequency > Frequency::Minutely, *it, start.minute()));
        let seconds =
            |_: &i8| (0..60).filter(|it| has(&rule.seconds, rule.frequency > Frequency::Secondly, *it, start.second()));
        let of_hour = |hour| {
            minutes(&hour)
                .flat_map(move |minute| seconds(&minute).map(move |second| Time::constant(hour, minute, second, 0)))
        };
        hours.flat_map(of_hour).collect()
    }

    /// Everything from the beginning of the start's turn up to some years, days or hours later.
    fn walk(&self, end: DateTime) -> Vec<DateTime> {
        let begin = self.start.saturating_sub(400.days()).date();
        let is_short = self.rule.frequency < Frequency::Daily;
        let begin = if is_short { self.start.date() } else { begin };
        // The last turn is looked at whole, for positions count from its end too.
        let last = end.saturating_add(if is_short { 1.days() } else { 400.days() }).date();
        let times = self.times();
        let mut turns = BTreeMap::<i64, Vec<DateTime>>::new();
        let mut day = begin;
        while day <= last {
            if self.has_day(day) {
                for at in times.iter().map(|time| day.to_datetime(*time)) {
                    if let Some(turn) = self.turn(at) {
                        turns.entry(turn).or_default().push(at);
                    }
                }
            }
            day = day.tomorrow().unwrap();
        }
        let chosen = turns.into_values().flat_map(|all| {
            let has = |at: usize| {
                let (first, last) = (at as i64 + 1, at as i64 - all.len() as i64);
                let listed = |number: &i16| [first, last].contains(&i64::from(*number));
                self.rule.positions.is_empty() || self.rule.positions.iter().any(listed)
            };
            all.iter().enumerate().filter(|(at, _)| has(*at)).map(|(_, at)| *at).collect::<Vec<_>>()
        });
        let count = self.rule.count.map_or(usize::MAX, |count| count as usize);
        chosen.filter(|at| *at >= self.start).take(count).filter(|at| *at < end).collect()
    }
}

/// What a rule leads to within a time that a walk can take, found in both ways.
fn compare(text: &str, rule: &Rule, start: DateTime) -> usize {
    let span = if rule.frequency < Frequency::Daily { 1.days() } else { (365 * 5).days() };
    let end = start.saturating_add(span);
    let of_week = week(start.date(), rule.week_start).0;
    let mut oracle = Oracle { rule, start, base_year: start.year() };
    if oracle.is_weekly_year() && of_week != start.year() {
        let any = |day: &Date| week(*day, rule.week_start).0 == of_week && oracle.has_day(*day);
        let rest = (0..400).map(|days: i64| start.date().saturating_add(days.days()));
        if rest.clone().any(|day| any(&day)) {
            oracle.base_year = of_week;
        }
    }
    let expected = oracle.walk(end);
    let expand = || rule.expand(Start { at: start, is_date: false, zone: None }, Reading::Rfc).before(end);
    let found: Vec<DateTime> = expand().collect();
    assert_eq!(found, expected, "{text} from {start}");
    if let Some(since) = expected.get(expected.len() / 2) {
        let rest: Vec<DateTime> = expand().since(*since).collect();
        assert_eq!(rest, expected[expected.len() / 2..], "{text} from {start} since {since}");
    }
    found.len()
}

#[test]
fn rules_by_chance_lead_to_what_a_walk_over_every_day_and_second_finds() {
    let (mut compared, mut found) = (0, 0);
    let rules = RULES[usize::from(environment::is_long())];
    for seed in 0..rules {
        let mut dice = Dice::new(seed);
        let (text, start) = (dice.rule(), dice.start());
        let Ok(rule) = text.parse::<Rule>() else { continue };
        found += usize::from(compare(&text, &rule, start) > 0);
        compared += 1;
    }
    assert!(compared > rules / 4 && found as u64 > compared / 4, "{compared} were compared, {found} found something");
}
