//! Text that becomes a rule; every flaw is told at once, with its place.
use super::numbers::{self, Bounds};
use super::{Frequency, Reading, Rule, check, text, until};
use crate::{flaw::Flaw, scale::NamedScale};
use std::{error, fmt, str::FromStr};

/// Longer texts are not read.
const LONGEST: usize = 8_192;

/// Why a text is no rule that can be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It says what no rule says.
    Flaws(Vec<Flaw>),
    /// It counts in a calendar that is not known here.
    UnknownScale(Flaw),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::UnknownScale(flaw) => flaw.fmt(f),
            Self::Flaws(flaws) => {
                let words: Vec<String> = flaws.iter().map(Flaw::to_string).collect();
                f.write_str(&words.join("; "))
            }
        }
    }
}

impl error::Error for Refusal {}

/// As RFC 5545 and RFC 7529 say it.
impl FromStr for Rule {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::read(text, Reading::Rfc)
    }
}

/// One part: its name, its value, and where both begin.
pub(super) struct Part<'t> {
    pub(super) name: String,
    value: &'t str,
    pub(super) at: usize,
    value_at: usize,
}

/// The parts in their order. One `;` too many at the end is forgiven: several producers write it.
fn parts<'t>(text: &'t str, flaws: &mut Vec<Flaw>) -> Vec<Part<'t>> {
    let (mut parts, mut next) = (Vec::<Part>::new(), 0);
    for piece in text.strip_suffix(';').unwrap_or(text).split(';') {
        let at = next;
        next += piece.len() + 1;
        match piece.split_once('=') {
            Some((name, value)) if !value.is_empty() => {
                let name_length = name.len();
                let name = name.to_ascii_uppercase();
                if parts.iter().any(|part| part.name == name) {
                    flaws.push(Flaw::new(at, format!("{name} stands there twice")));
                }
                parts.push(Part { name, value, at, value_at: at + name_length + 1 });
            }
            _ => flaws.push(Flaw::new(at, format!("a part is a name, `=` and a value, not `{piece}`"))),
        }
    }
    parts
}

fn one_of<T: Copy>(table: &[(&'static str, T)], part: &Part, flaws: &mut Vec<Flaw>) -> Option<T> {
    let found = table.iter().find(|(word, _)| word.eq_ignore_ascii_case(part.value)).map(|(_, value)| *value);
    if found.is_none() {
        let words: Vec<&str> = table.iter().map(|(word, _)| *word).collect();
        let message = format!("{} is one of {}, not `{}`", part.name, words.join(", "), part.value);
        flaws.push(Flaw::new(part.value_at, message));
    }
    found
}

/// A number that is at least 1.
fn positive(part: &Part, flaws: &mut Vec<Flaw>) -> Option<u32> {
    let plain = part.value.bytes().all(|byte| byte.is_ascii_digit());
    let number = part.value.parse().ok().filter(|number| plain && *number >= 1);
    if number.is_none() {
        let message = format!("{} takes a number from 1 to {}, not `{}`", part.name, u32::MAX, part.value);
        flaws.push(Flaw::new(part.value_at, message));
    }
    number
}

impl Rule {
    /// The rule that a text says, understood in one of two ways.
    pub fn read(text: &str, reading: Reading) -> Result<Self, Refusal> {
        if text.len() > LONGEST {
            let message = format!("a rule has at most {LONGEST} bytes, and this one has {}", text.len());
            return Err(Refusal::Flaws(vec![Flaw::new(LONGEST, message)]));
        }
        let mut flaws = Vec::new();
        let parts = parts(text, &mut flaws);
        let mut rule = Self::every(Frequency::Daily);
        // The calendar decides what the others may hold, wherever it stands.
        if let Some(part) = parts.iter().find(|part| part.name == "RSCALE") {
            match part.value.parse::<NamedScale>() {
                Ok(named) => rule.scale = Some(named),
                Err(unknown) => return Err(Refusal::UnknownScale(Flaw::new(part.value_at, unknown.to_string()))),
            }
        }
        for part in &parts {
            rule.take(part, &mut flaws);
        }
        if flaws.is_empty() {
            check::check(&rule, &parts, reading, &mut flaws);
        }
        if flaws.is_empty() { Ok(rule) } else { Err(Refusal::Flaws(flaws)) }
    }

    fn take(&mut self, part: &Part, flaws: &mut Vec<Flaw>) {
        let listed = (part.name.as_str(), part.value, part.value_at);
        let bounds = |least, most, from_end| Bounds { range: least..=most, from_end };
        // A leap year of the Hebrew and of the Chinese calendar has up to 385 days in 55 weeks.
        let (days, weeks) = if self.scale.is_some() { (385, 55) } else { (366, 53) };
        match part.name.as_str() {
            "RSCALE" => {}
            "FREQ" => self.frequency = one_of(&text::FREQUENCIES, part, flaws).unwrap_or(self.frequency),
            "SKIP" => self.skip = one_of(&text::SKIPS, part, flaws).unwrap_or(self.skip),
            "WKST" => self.week_start = one_of(&text::WEEKDAYS, part, flaws).unwrap_or(self.week_start),
            "INTERVAL" => self.interval = positive(part, flaws).unwrap_or(self.interval),
            "COUNT" => self.count = positive(part, flaws),
            "UNTIL" => {
                self.until = until::parse(part.value);
                if self.until.is_none() {
                    let message = format!(
                        "UNTIL is a day such as 20261121 or a time such as 20261121T080000Z, not `{}`",
                        part.value
                    );
                    flaws.push(Flaw::new(part.value_at, message));
                }
            }
            "BYSECOND" => self.seconds = numbers::numbers(listed, &bounds(0, 60, false), flaws),
            "BYMINUTE" => self.minutes = numbers::numbers(listed, &bounds(0, 59, false), flaws),
            "BYHOUR" => self.hours = numbers::numbers(listed, &bounds(0, 23, false), flaws),
            "BYDAY" => self.weekdays = numbers::weekdays((part.value, part.value_at), flaws),
            "BYMONTHDAY" => self.month_days = numbers::numbers(listed, &bounds(1, 31, true), flaws),
            "BYYEARDAY" => self.year_days = numbers::numbers(listed, &bounds(1, days, true), flaws),
            "BYWEEKNO" => self.weeks = numbers::numbers(listed, &bounds(1, weeks, true), flaws),
            "BYMONTH" => self.months = numbers::months((part.value, part.value_at), self.scale.is_some(), flaws),
            "BYSETPOS" => self.positions = numbers::numbers(listed, &bounds(1, 366, true), flaws),
            unknown => flaws.push(Flaw::new(part.at, format!("`{unknown}` is no part of a rule"))),
        }
    }
}
