//! Parts that do not go together.
use super::{Frequency, Reading, Rule, parse::Part};
use crate::flaw::Flaw;

/// Where a part has no meaning: the table of RFC 5545, section 3.3.10.
const MEANINGLESS: [(&str, &[Frequency]); 3] = [
    (
        "BYWEEKNO",
        &[
            Frequency::Secondly,
            Frequency::Minutely,
            Frequency::Hourly,
            Frequency::Daily,
            Frequency::Weekly,
            Frequency::Monthly,
        ],
    ),
    ("BYYEARDAY", &[Frequency::Daily, Frequency::Weekly, Frequency::Monthly]),
    ("BYMONTHDAY", &[Frequency::Weekly]),
];

pub(super) fn check(rule: &Rule, parts: &[Part], reading: Reading, flaws: &mut Vec<Flaw>) {
    let at = |name: &str| parts.iter().find(|part| part.name == name).map(|part| part.at);
    let mut refuse = |place: Option<usize>, message: String| {
        flaws.extend(place.map(|at| Flaw::new(at, message)));
    };
    if at("FREQ").is_none() {
        refuse(Some(0), "a rule needs FREQ".to_owned());
    }
    let is_dateutil = reading == Reading::Dateutil;
    if is_dateutil {
        for name in ["RSCALE", "SKIP"] {
            refuse(at(name), format!("python-dateutil has no {name}"));
        }
        if rule.seconds.last() == Some(&60) {
            refuse(at("BYSECOND"), "python-dateutil has no second 60".to_owned());
        }
        return;
    }
    if at("RSCALE").is_none() {
        refuse(at("SKIP"), "SKIP needs RSCALE".to_owned());
    }
    if rule.until.is_some() {
        refuse(at("COUNT"), "COUNT and UNTIL exclude each other".to_owned());
    }
    for (name, frequencies) in MEANINGLESS {
        if frequencies.contains(&rule.frequency) {
            refuse(at(name), format!("{name} has no meaning with FREQ={}", rule.frequency));
        }
    }
    if rule.weekdays.iter().any(|day| day.number != 0) {
        if rule.frequency < Frequency::Monthly {
            refuse(at("BYDAY"), format!("a weekday has no number with FREQ={}", rule.frequency));
        } else if !rule.weeks.is_empty() {
            refuse(at("BYDAY"), "a weekday has no number with BYWEEKNO".to_owned());
        }
    }
    if !parts.iter().any(|part| part.name.starts_with("BY") && part.name != "BYSETPOS") {
        refuse(at("BYSETPOS"), "BYSETPOS chooses from another BY part, and there is none".to_owned());
    }
}
