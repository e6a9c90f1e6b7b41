//! The years of a calendar, of which the last few are kept.
use super::{Scale, Year, gregorian};
use crate::days::{self, Day};

/// As many as the engine looks at side by side.
const KEPT: usize = 4;

/// Finds years by number and by day.
#[derive(Clone, Debug)]
pub(crate) struct Years {
    scale: Scale,
    kept: Vec<Year>,
    oldest: usize,
}

impl Years {
    pub(crate) fn new(scale: Scale) -> Self {
        Self { scale, kept: Vec::with_capacity(KEPT), oldest: 0 }
    }

    pub(crate) fn scale(&self) -> Scale {
        self.scale
    }

    /// The year that holds a day.
    pub(crate) fn containing(&mut self, day: Day) -> Year {
        match self.kept.iter().find(|year| year.span.holds(day)) {
            Some(year) => *year,
            None => self.keep(self.scale.containing(day)),
        }
    }

    /// The year of a number.
    pub(crate) fn year(&mut self, number: i32) -> Year {
        if let Some(year) = self.kept.iter().find(|year| year.number == number) {
            return *year;
        }
        if self.scale == Scale::Gregorian {
            return self.keep(gregorian::year(number));
        }
        let near = self.kept.last().copied().unwrap_or_else(|| self.scale.containing(0));
        // A lunar year is shorter than a solar one; the rest is stepped.
        let mean = if self.is_lunar() { 354.367 } else { 365.2425 };
        let guess = f64::from(near.span.start) + f64::from(number - near.number) * mean + mean / 2.0;
        let mut year = self.scale.containing((guess as Day).clamp(days::FIRST, days::LAST));
        while year.number < number && year.span.end() <= days::LAST {
            year = self.scale.containing(year.span.end());
        }
        while year.number > number && year.span.start > days::FIRST {
            year = self.scale.containing(year.span.start - 1);
        }
        self.keep(year)
    }

    fn is_lunar(&self) -> bool {
        matches!(self.scale, Scale::IslamicCivil | Scale::IslamicTabular | Scale::IslamicUmmAlQura)
    }

    fn keep(&mut self, year: Year) -> Year {
        if self.kept.len() < KEPT {
            self.kept.push(year);
        } else {
            self.kept[self.oldest] = year;
            self.oldest = (self.oldest + 1) % KEPT;
        }
        year
    }
}
