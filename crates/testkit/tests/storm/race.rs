//! PT-06: ten processes apply the steps at once.
use crate::{
    driver::{copy, demand, file, storm, texts, url},
    steps::at_the_first_step,
};
use rusqlite::Connection;
use std::{fmt::Display, path::Path, process::Stdio};
use testkit::environment::is_long;

/// Lets ten processes migrate at once, and looks at what they made of it.
fn race(prepared: &Path, expected: usize, when: &dyn Display) {
    let folder = copy(prepared);
    let start = || storm("migrate", &url(folder.path()), "").stdout(Stdio::piped()).spawn().expect("a storm");
    let racers: Vec<_> = (0..10).map(|_| start()).collect();
    let mut steps = Vec::new();
    for racer in racers {
        let output = racer.wait_with_output().expect("its end");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{when}: {said}");
        steps.extend(said.lines().filter(|line| line.starts_with("step ")).map(str::to_owned));
    }
    assert_eq!(steps.len(), expected, "{when}: each step is applied by one of them: {steps:?}");
    let history = texts(
        &Connection::open(file(folder.path())).expect("a file"),
        "select number || '' from schema_steps order by 1",
    );
    assert_eq!(history, ["1", "2"], "{when}");
    demand(&url(folder.path()), &[], when);
}

#[test]
fn pt_06_ten_processes_that_find_an_old_file_apply_each_step_once() {
    let prepared = tempfile::tempdir().unwrap();
    at_the_first_step(prepared.path());
    for round in 0..if is_long() { 100 } else { 5 } {
        race(prepared.path(), 1, &format_args!("round {round}"));
    }
}

#[test]
fn pt_06_ten_processes_that_find_no_file_apply_each_step_once() {
    let nothing = tempfile::tempdir().unwrap();
    for round in 0..if is_long() { 100 } else { 5 } {
        race(nothing.path(), 2, &format_args!("round {round}"));
    }
}
