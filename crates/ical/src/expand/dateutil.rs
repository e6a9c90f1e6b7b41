//! Which days pass, as python-dateutil has it: every part narrows, whatever the frequency.
use super::{
    frame::Frame,
    narrow::{numbers, numbers_of_week},
    turn::Turn,
};
use crate::{
    days::{self, Day},
    rule::Frequency,
    scale::Span,
};

impl Frame<'_> {
    pub(super) fn days_as_dateutil(&mut self, turn: Turn) -> Vec<Day> {
        let span = match turn {
            Turn::Year(number) => return self.days_of_year_as_dateutil(number),
            Turn::Month { year, place } => self.years.year(year).months()[place].span,
            // The first week begins at the start.
            Turn::Week(start) => {
                let from = start.max(self.start_day());
                Span { start: from, length: start + 7 - from }
            }
            Turn::Day(start) => Span { start, length: 1 },
            Turn::Moment(at) => Span { start: days::day_of(at), length: 1 },
        };
        // A week is counted in the year of its first day, even where it goes on in the next.
        let counted = |day| if let Turn::Week(_) = turn { span.start } else { day };
        (span.start..span.end()).filter(|day| self.passes_as_dateutil(*day, counted(*day))).collect()
    }

    /// Months that are not named are not walked through, nor others than that of the start where it alone says the day.
    fn days_of_year_as_dateutil(&mut self, number: i32) -> Vec<Day> {
        let (rule, of_start, is_silent) = (self.rule, self.month, self.is_silent_in_days());
        let year = self.years.year(number);
        let months = year.months().iter().filter(|month| match rule.months.is_empty() {
            true => !is_silent || month.name == of_start,
            false => rule.months.contains(&month.name),
        });
        let days = months.flat_map(|month| month.span.start..month.span.end());
        days.filter(|day| self.passes_as_dateutil(*day, *day)).collect()
    }

    fn is_silent_in_days(&self) -> bool {
        let rule = self.rule;
        rule.weeks.is_empty() && rule.year_days.is_empty() && rule.month_days.is_empty() && rule.weekdays.is_empty()
    }

    /// Whether a day passes, where weeks are counted in the year of another one.
    pub(super) fn passes_as_dateutil(&mut self, day: Day, counted: Day) -> bool {
        let rule = self.rule;
        let year = self.years.containing(day);
        let month = *year.month_of(day);
        let (first, last) = numbers(year.span, day);
        let of_year = [first, last];
        let (first, last) = numbers(month.span, day);
        let of_month = [first, last];
        (rule.months.is_empty() || rule.months.contains(&month.name))
            && (rule.year_days.is_empty() || rule.year_days.iter().any(|it| of_year.contains(&i32::from(*it))))
            && (rule.month_days.is_empty() || rule.month_days.iter().any(|it| of_month.contains(&i32::from(*it))))
            && self.weekday_as_dateutil(day, year.span, month.span)
            && (rule.weeks.is_empty() || self.week_as_dateutil(day, counted))
            && self.start_as_dateutil(day)
    }

    /// What the start says where the rule says nothing of days.
    fn start_as_dateutil(&mut self, day: Day) -> bool {
        let rule = self.rule;
        if !self.is_silent_in_days() || rule.frequency < Frequency::Weekly {
            return true;
        }
        let month = *self.years.containing(day).month_of(day);
        match rule.frequency {
            Frequency::Weekly => days::weekday(day) == self.weekday,
            Frequency::Yearly if rule.months.is_empty() && month.name != self.month => false,
            _ => day - month.span.start + 1 == self.month_day,
        }
    }

    fn weekday_as_dateutil(&self, day: Day, year: Span, month: Span) -> bool {
        let (rule, weekday) = (self.rule, days::weekday(day));
        let heeds_numbers = rule.frequency >= Frequency::Monthly;
        let by_year = rule.frequency == Frequency::Yearly && rule.months.is_empty();
        let (first, last) = numbers_of_week(if by_year { year } else { month }, day);
        let (mut plain, mut numbered) = ((false, false), (false, false));
        for wanted in &rule.weekdays {
            let is_day = wanted.weekday == weekday;
            if wanted.number == 0 || !heeds_numbers {
                plain = (true, plain.1 || is_day);
            } else {
                numbered = (true, numbered.1 || (is_day && [first, last].contains(&i32::from(wanted.number))));
            }
        }
        (!plain.0 || plain.1) && (!numbered.0 || numbered.1)
    }

    fn week_as_dateutil(&mut self, day: Day, counted: Day) -> bool {
        let listed = &self.rule.weeks;
        let year = self.years.containing(counted);
        let weeks = self.weeks(&year);
        let has = |number: Day| listed.iter().any(|it| Day::from(*it) == number);
        if day >= weeks.end() {
            return weeks.end() < year.span.end() && has(1);
        }
        if day >= weeks.start {
            let count = weeks.length / 7;
            let number = (day - weeks.start) / 7;
            return has(number + 1) || has(number - count);
        }
        let before = self.years.containing(year.span.start - 1);
        let of_before = self.weeks(&before);
        let count = match of_before.start > before.span.start {
            false => of_before.length / 7,
            // It takes the days of the wrong year here, and finds 53 weeks for 52 or 52 for 53.
            true => 52 + (year.span.length - (weeks.start - year.span.start)) % 7 / 4,
        };
        has(-1) || has(count)
    }
}
