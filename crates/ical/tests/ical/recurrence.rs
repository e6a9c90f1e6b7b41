//! The cases of libical: rules, starts, and what they lead to.
use crate::fixtures;
use ical::{Reading, Refusal, Rule, Start};
use jiff::civil::DateTime;
use std::fs;
use testkit::environment;

/// A case: its rule, its start, a time to begin at, and what is expected, in words.
struct Case<'t> {
    rule: &'t str,
    start: &'t str,
    since: Option<&'t str>,
    expected: &'t str,
}

fn cases(text: &str) -> Vec<Case<'_>> {
    let blocks = text.split("\n\n").filter(|block| block.contains("RRULE:"));
    let case = |block| {
        let line = |name: &str| -> Option<&str> {
            let mut lines = str::lines(block);
            lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
        };
        Some(Case {
            rule: line("RRULE")?,
            start: line("DTSTART")?,
            since: line("START-AT"),
            expected: line("INSTANCES")?,
        })
    };
    blocks.map(|block| case(block).expect("a case has a rule, a start and instances")).collect()
}

/// The time, whether it is a day, and whether it is in UTC.
fn time(text: &str) -> (DateTime, bool, &str) {
    let plain = text.trim_end_matches('Z');
    let parsed = jiff::fmt::strtime::parse(if plain.len() == 8 { "%Y%m%d" } else { "%Y%m%dT%H%M%S" }, plain).unwrap();
    let at = parsed.to_date().unwrap().to_datetime(parsed.to_time().unwrap_or_default());
    (at, plain.len() == 8, &text[plain.len()..])
}

fn written((is_date, suffix): (bool, &str), at: DateTime) -> String {
    let text = at.strftime(if is_date { "%Y%m%d" } else { "%Y%m%dT%H%M%S" });
    format!("{text}{suffix}")
}

/// The end of the corpus's own rule for rules that do not end.
const MOST: usize = 200;

fn found(case: &Case, since: Option<&str>) -> String {
    let rule: Rule = match case.rule.parse() {
        Ok(rule) => rule,
        Err(Refusal::UnknownScale(_)) => return "*** UNIMPLEMENTED".to_owned(),
        Err(Refusal::Flaws(_)) => return "*** MALFORMEDDATA".to_owned(),
    };
    assert_eq!(rule.to_string().parse(), Ok(rule.clone()), "{rule}");
    let (at, is_date, suffix) = time(case.start);
    let mut expansion = rule.expand(Start { at, is_date, zone: None }, Reading::Rfc);
    if let Some(since) = since {
        expansion = expansion.since(time(since).0);
    }
    let found: Vec<String> = expansion.take(MOST).map(|at| written((is_date, suffix), at)).collect();
    found.join(",")
}

fn compare(name: &str, least: usize) {
    let Some(text) = fixtures::text(name) else { return };
    compare_text(&text, least);
}

fn compare_text(text: &str, least: usize) {
    let cases = cases(text);
    assert!(cases.len() >= least, "{} cases are fewer than {least}", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let found = found(case, None);
        let is_right = match case.expected.strip_prefix("***") {
            // What libical has not learned, and we have.
            Some(why) if why.starts_with(" UNIMPLEMENTED") && !case.rule.contains("RSCALE") => true,
            Some(_) => found.starts_with("***") && case.expected.starts_with(&found),
            None => found == case.expected,
        };
        if !is_right {
            wrong.push(format!("{} from {}\n  found    {found}\n  expected {}", case.rule, case.start, case.expected));
        }
        for since in
            case.since.into_iter().chain(found.split(',').skip(1)).filter(|_| is_right && !found.starts_with('*'))
        {
            let rest: Vec<&str> = found.split(',').filter(|at| *at >= since).collect();
            if self::found(case, Some(since)) != rest.join(",") {
                wrong.push(format!("{} from {} since {since} is not the rest", case.rule, case.start));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {} are wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn every_case_of_libical_is_met() {
    compare("ical/recurrence.txt", 73);
}

#[test]
fn every_case_of_libical_with_other_calendars_is_met() {
    compare("ical/recurrence_rscale.txt", 7);
}

/// Not all of the cases are ours to keep: whoever has the others names a folder of such files.
#[test]
fn every_case_of_libical_that_is_at_hand_is_met() {
    let Some(folder) = environment::libical() else {
        eprintln!("AIWFE_TEST_LIBICAL names no folder: only the cases that lie beside the project are compared");
        return;
    };
    for entry in fs::read_dir(folder).expect("the folder of AIWFE_TEST_LIBICAL") {
        let path = entry.unwrap().path();
        eprintln!("{}", path.display());
        compare_text(&fs::read_to_string(path).unwrap(), 1);
    }
}
