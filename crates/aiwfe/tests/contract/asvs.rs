//! `docs/asvs.md`: what OWASP's standard for applications asks for, how each of it stands here, and which tests show it.
use std::{collections::BTreeSet, fmt::Write, fs, path::Path};
use testkit::{environment, sources};

/// The chapters that the page is about.
const CHAPTERS: [(u32, &str); 9] = [
    (3, "web frontend"),
    (4, "API and web service"),
    (6, "authentication"),
    (7, "sessions"),
    (8, "authorisation"),
    (9, "self-contained tokens"),
    (11, "cryptography"),
    (14, "data protection"),
    (16, "security logging and error handling"),
];
/// How a requirement may stand.
const STATES: [&str; 3] = ["met", "not applicable", "open"];
/// What the counts at the top of the page start with.
const COUNTS: &str = "| chapter | met | not applicable | open |\n|---|---|---|---|\n";
/// A reason has so many words at least.
const WORDS: usize = 4;

/// One requirement.
struct Line<'a> {
    id: [u32; 3],
    level: &'a str,
    asked: &'a str,
    state: &'a str,
    shown: &'a str,
}

fn file(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn page() -> String {
    fs::read_to_string(file("docs/asvs.md")).unwrap()
}

/// The lines of the tables of requirements.
fn lines(page: &str) -> Vec<Line<'_>> {
    let rows = page.lines().filter(|line| line.starts_with("| V"));
    let cells = rows.map(|line| line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>());
    cells.map(|cells| line(&cells).unwrap_or_else(|| panic!("no requirement: {cells:?}"))).collect()
}

fn line<'a>(cells: &[&'a str]) -> Option<Line<'a>> {
    let [id, level, asked, state, shown] = *cells else { return None };
    let numbers: Option<Vec<u32>> = id.strip_prefix('V')?.split('.').map(|number| number.parse().ok()).collect();
    Some(Line { id: numbers?.try_into().ok()?, level, asked, state, shown })
}

/// The tests that a text names, as `module::test`.
fn named(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2).filter(|code| code.contains("::"))
}

#[test]
fn every_requirement_is_told_once_and_in_order() {
    let page = page();
    let lines = lines(&page);
    for pair in lines.windows(2) {
        assert!(pair[0].id < pair[1].id, "V{:?} stands before V{:?}", pair[0].id, pair[1].id);
    }
    for Line { id, level, asked, state, .. } in &lines {
        assert!(CHAPTERS.iter().any(|(chapter, _)| *chapter == id[0]), "{id:?} is of no chapter of this page");
        assert!(["1", "2", "3"].contains(level) && STATES.contains(state) && !asked.is_empty(), "{id:?}");
    }
}

#[test]
fn what_is_met_names_tests_that_are_there_and_what_is_not_says_why() {
    let tests = sources::tests(&file("crates")).unwrap();
    let tests: BTreeSet<String> = tests.iter().map(|test| format!("{}::{}", test.module, test.name)).collect();
    for Line { id, state, shown, .. } in lines(&page()) {
        let unknown: Vec<&str> = named(shown).filter(|name| !tests.contains(*name)).collect();
        assert!(unknown.is_empty(), "{id:?} names tests that are not there: {unknown:?}");
        match state {
            "met" => assert!(named(shown).next().is_some(), "{id:?} is met and no test shows it"),
            _ => assert!(shown.split_whitespace().count() >= WORDS, "{id:?} is {state}, and does not say why"),
        }
    }
}

#[test]
fn the_counts_at_the_top_are_those_of_the_lines() {
    let page = page();
    let lines = lines(&page);
    let mut counts = String::new();
    let mut count = |name: &str, is_in: &dyn Fn(&Line) -> bool| {
        let of = |state: &&str| lines.iter().filter(|line| is_in(line) && line.state == *state).count();
        let [met, not_applicable, open] = STATES.each_ref().map(of);
        assert!(met + not_applicable + open > 0, "nothing is said of {name}");
        writeln!(counts, "| {name} | {met} | {not_applicable} | {open} |").unwrap();
    };
    for (chapter, name) in CHAPTERS {
        count(&format!("{chapter}, {name}"), &|line| line.id[0] == chapter);
    }
    count("all", &|_| true);
    let (before, rest) = page.split_once(COUNTS).expect("the page starts with its counts");
    let (_, after) = rest.split_once("\n\n").expect("the counts end");
    let fresh = format!("{before}{COUNTS}{counts}\n{after}");
    if environment::updates_golden() {
        fs::write(file("docs/asvs.md"), fresh).unwrap();
        return;
    }
    assert!(page == fresh, "docs/asvs.md counts otherwise; UPDATE_GOLDEN=1 writes this, and you review it:\n{counts}");
}
