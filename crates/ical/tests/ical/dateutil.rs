//! The reading of python-dateutil against python-dateutil itself.
use crate::{chance::Dice, python};
use ical::{Frequency, Reading, Rule, Start};
use jiff::{ToSpan, civil::DateTime};
use serde_json::{Value, json};
use testkit::environment;

/// How many rules are drawn in the short form, and in the long one.
const RULES: [u64; 2] = [500, 20_000];

struct Case {
    text: String,
    start: DateTime,
    end: DateTime,
}

/// Rules and the times within which they are compared; hours and less are followed for a short time only.
fn cases() -> Vec<Case> {
    let drawn = (0..RULES[usize::from(environment::is_long())]).filter_map(|seed| {
        let mut dice = Dice::new(seed.wrapping_add(1 << 32));
        let (text, start) = (dice.rule(), dice.start());
        let is_short = ["HOURLY", "MINUTELY", "SECONDLY"].iter().any(|frequency| text.contains(frequency));
        let end = start.saturating_add(if is_short { 12.hours() } else { (365 * 9).days() });
        // It takes every second of a year to find out that a position is never there.
        (!is_short || !text.contains("BYSETPOS")).then_some(Case { text, start, end })
    });
    drawn.collect()
}

/// As many instances are compared at most.
const MOST: usize = 200;

#[test]
fn rules_by_chance_lead_to_what_python_dateutil_finds() {
    let Some(python) = python::with("dateutil") else { return };
    let cases = cases();
    let asked: Vec<Value> = cases
        .iter()
        .map(|case| json!({ "rule": case.text, "start": case.start.to_string(), "end": case.end.to_string(), "most": MOST }))
        .collect();
    let told = python::ask(&python, "expand.py", &json!(asked));
    let (mut wrong, mut compared, mut differing) = (Vec::new(), 0, 0);
    for (case, told) in cases.iter().zip(told.as_array().unwrap()) {
        let rule = Rule::read(&case.text, Reading::Dateutil).unwrap();
        // It refuses rules of less than a day that can never come to a time that they name.
        let Some(told) = told.as_array() else {
            assert!(rule.frequency < Frequency::Daily, "{}: {told}", case.text);
            continue;
        };
        let start = Start { at: case.start, is_date: false, zone: None };
        let written = |reading| -> Vec<Value> {
            let expansion = rule.expand(start, reading).before(case.end);
            expansion.take(MOST).map(|at| json!(at.to_string())).collect()
        };
        compared += 1;
        if written(Reading::Dateutil) != *told {
            wrong.push(format!(
                "{} from {}\n  found    {:?}\n  expected {told:?}",
                case.text,
                case.start,
                written(Reading::Dateutil)
            ));
        }
        differing += usize::from(case.text.parse::<Rule>().is_err() || written(Reading::Rfc) != *told);
    }
    wrong.truncate(5);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    eprintln!("{compared} rules are as python-dateutil has them, {differing} of them are others for the RFC");
    assert!(compared > cases.len() / 2 && differing > 0);
}
