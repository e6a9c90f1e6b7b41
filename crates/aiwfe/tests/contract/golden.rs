//! Files that a test writes down and a person reviews: they change by review only.
use std::{fs, path::Path};

/// Compares a text with the file of that name; `UPDATE_GOLDEN=1` writes the file instead.
#[track_caller]
pub(crate) fn compare(name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract/golden").join(name);
    if testkit::environment::updates_golden() {
        fs::write(&file, text).unwrap();
        return;
    }
    let known = fs::read_to_string(&file).unwrap_or_default();
    let mut both = known.lines().zip(text.lines());
    let first = both.find(|(known, told)| known != told).or(Some(("the end", "the end or more")));
    assert!(
        known == text,
        "{name} is another one now, from {first:?} on; UPDATE_GOLDEN=1 writes it, and you review it"
    );
}
