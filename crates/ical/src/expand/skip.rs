//! Months and days that are not there (RFC 7529, section 4.1): months are settled first, then days.
use super::frame::Frame;
use crate::{
    days::Day,
    rule::Skip,
    scale::{Month, MonthName, Span, Year},
};

/// The day of a number within a month or a year. Where there is none, the neighbour on the side that counting comes from or leads to.
pub(super) fn day(span: Span, number: i32, skip: Skip) -> Option<Day> {
    span.nth(number).or(match (skip, number > 0) {
        (Skip::Omit, _) => None,
        (Skip::Forward, true) => Some(span.end()),
        (Skip::Forward, false) => Some(span.start),
        (Skip::Backward, true) => Some(span.end() - 1),
        (Skip::Backward, false) => Some(span.start - 1),
    })
}

impl Frame<'_> {
    /// The months of these names in a year, in order. A neighbour may belong to the year before or after.
    pub(super) fn months(&mut self, year: &Year, names: &[MonthName]) -> Vec<Month> {
        let mut months: Vec<Month> = names.iter().filter_map(|name| self.month_named(year, *name)).collect();
        months.sort_unstable_by_key(|month| month.span.start);
        months.dedup();
        months
    }

    fn month_named(&mut self, year: &Year, name: MonthName) -> Option<Month> {
        if let Some(month) = year.month(name) {
            return Some(*month);
        }
        match self.rule.skip {
            Skip::Omit => None,
            Skip::Forward => match year.months().iter().find(|month| month.name > name) {
                Some(month) => Some(*month),
                None => self.years.containing(year.span.end()).months().first().copied(),
            },
            Skip::Backward => year.months().iter().rfind(|month| month.name < name).copied(),
        }
    }

    /// Whether a month is one of those that the rule names, itself or in place of one that is not there.
    pub(super) fn is_month_named(&mut self, month: &Month) -> bool {
        let rule = self.rule;
        if rule.months.is_empty() || rule.months.contains(&month.name) {
            return true;
        }
        if rule.skip == Skip::Omit {
            return false;
        }
        let year = self.years.containing(month.span.start);
        let before = self.years.containing(year.span.start - 1);
        [before, year].iter().any(|year| self.months(year, &rule.months).contains(month))
    }
}
