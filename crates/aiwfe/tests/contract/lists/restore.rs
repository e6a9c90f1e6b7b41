//! That what is thrown away in a space can be had back.
use crate::table;
use aiwfe::wiring::TABLES;
use api::Place;
use std::collections::BTreeSet;
use store::Scope;

/// What is deleted in a space for good, and why. The list may only get shorter.
const FOR_GOOD: &[(&str, &str)] = &[
    ("calendar_feeds.delete", "an address that was given away must not open again"),
    ("members.delete", "whoever is let in again is given a role anew"),
    ("roles.delete", "nobody has it by then, and what it allowed must not come back unseen"),
    ("service_accounts.delete", "its tokens are void for good"),
];

/// The tables of what is thrown away and had back by no operation, and why. The list may only get shorter.
const NEVER_BACK: &[(&str, &str)] = &[("service_accounts", "the log goes on to tell of whom its rows name")];

#[test]
fn whatever_is_thrown_away_in_a_space_can_be_had_back_or_says_why_not() {
    let rows = table::all();
    let named = |end: &str| -> BTreeSet<String> {
        let of_space = rows.iter().filter(|row| matches!(row.permission().place, Place::Space | Place::Named));
        of_space.filter_map(|row| row.route.operation().name().strip_suffix(end)).map(str::to_owned).collect()
    };
    let missing: Vec<String> =
        named(".delete").difference(&named(".restore")).map(|noun| format!("{noun}.delete")).collect();
    assert_eq!(missing, FOR_GOOD.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>());
}

#[test]
fn each_table_of_a_space_that_keeps_what_was_thrown_away_has_an_operation_that_gives_it_back() {
    let rows = table::all();
    let restoring = rows.iter().filter(|row| row.route.operation().name().ends_with(".restore"));
    let read: BTreeSet<&str> = restoring.flat_map(|row| row.route.operation().reads()).copied().collect();
    let keeps = TABLES.iter().filter(|table| table.scope == Scope::Space && table.column("deleted_at").is_some());
    let missing: BTreeSet<&str> = keeps.map(|table| table.name).filter(|name| !read.contains(name)).collect();
    assert_eq!(missing, NEVER_BACK.iter().map(|(name, _)| *name).collect());
    for (name, why) in FOR_GOOD.iter().chain(NEVER_BACK) {
        assert!(why.split(' ').count() >= 5, "{name}: {why}");
    }
}
