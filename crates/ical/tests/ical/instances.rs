//! Whole calendars against recurring-ical-events, which finds their instances in its own way.
use crate::python;
use ical::{Budget, Document, Limits, Reading, Window, Zone, series};
use serde_json::{Value, json};
use std::{fs, path::Path};
use testkit::corpora;

/// Calendars that take place otherwise there.
const OTHERWISE: [&str; 5] = [
    // A day that ends on itself lasts no time there.
    "Germany_Holidays.ics",
    // An event that ends before it begins is turned round there.
    "end_before_start_event.ics",
    // These are refused here, for lines that nobody can tell apart.
    "issue_201_test_matrix.ics",
    "issue_61_time_zone_error.ics",
    // `X-WR-TIMEZONE` says there what the clock on the wall shows.
    "issue_86_x_wr_timezone_without_time_zone_in_dt.ics",
];

/// Beginnings and ends, sorted.
fn found(path: &Path) -> Option<Vec<String>> {
    let document = Document::read(&fs::read(path).unwrap(), &Limits::default()).ok()?;
    let instant = |year: u32| format!("{year}-01-01T00:00:00Z").parse().unwrap();
    let window = Window { from: instant(2018), to: instant(2023), own: Zone::UTC };
    let series = document.calendars().flat_map(|calendar| series(calendar, Reading::Rfc).0).collect::<Vec<_>>();
    let lists = series.iter().flat_map(|series| series.instances(&window, &Budget::default()).list);
    let mut found: Vec<String> = lists.map(|it| format!("{} {}", it.starts_at, it.ends_at)).collect();
    found.sort();
    Some(found)
}

#[test]
fn whole_calendars_take_place_as_recurring_ical_events_has_it() {
    let Some(python) = python::with("recurring_ical_events") else { return };
    let folder = python::ask(&python, "folders.py", &json!(["recurring_ical_events"]));
    let paths = corpora::below(Path::new(folder[0].as_str().unwrap()));
    let told = python::ask(&python, "instances.py", &json!(paths));
    let (mut compared, mut otherwise) = (0, Vec::new());
    for (path, told) in paths.iter().zip(told.as_array().unwrap()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if told == &Value::Null {
            continue;
        }
        compared += 1;
        let found = found(path);
        if json!(found) != *told {
            eprintln!("{name}\n  here  {found:?}\n  there {told}");
            otherwise.push(name);
        }
    }
    otherwise.sort();
    assert_eq!(otherwise, OTHERWISE, "of {compared}");
    assert!(compared >= 85, "{compared} were compared");
}
