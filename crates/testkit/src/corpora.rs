//! Calendars of other people, which packages bring along for their own tests.
use crate::environment;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Every calendar below a folder.
pub fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            found.extend(below(&path));
        } else if path.extension().is_some_and(|kind| kind == "ics") {
            found.push(path);
        }
    }
    found
}

/// The folder of the calendars that the package `calcard` brings. Where it was not fetched the test says so, and fails in CI.
pub fn calcard() -> Option<PathBuf> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../ical/Cargo.toml");
    let arguments = ["metadata", "--format-version", "1", "--locked", "--manifest-path", manifest];
    let output = Command::new(env!("CARGO")).args(arguments).output().expect("cargo runs");
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let mut packages = told["packages"].as_array().into_iter().flatten();
    let manifest =
        packages.find(|package| package["name"] == "calcard").and_then(|package| package["manifest_path"].as_str());
    if manifest.is_none() {
        let words = String::from_utf8_lossy(&output.stderr);
        assert!(!environment::is_ci(), "calcard was not fetched: {words}");
        eprintln!("calcard was not fetched, its calendars are not read: {words}");
    }
    Some(Path::new(manifest?).parent()?.join("resources"))
}

/// The folder of a package in Python, with the calendars that it brings; where there is none the test says so.
pub fn python(package: &str) -> Option<PathBuf> {
    let folder = environment::python().and_then(|python| {
        let script =
            "import importlib.util, sys; print(importlib.util.find_spec(sys.argv[1]).submodule_search_locations[0])";
        let output = Command::new(python).args(["-c", script, package]).output().ok()?;
        output.status.success().then(|| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()))
    });
    if folder.is_none() {
        eprintln!("there is no Python with {package}: its calendars are not read");
    }
    folder
}
