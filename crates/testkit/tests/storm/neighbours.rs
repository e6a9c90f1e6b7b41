//! another process uses the file. Writers wait within their patience and hear of no error; reads go on.
use crate::driver::{Storm, count, demand, url};
use rusqlite::Connection;
use std::{path::Path, time::Duration};
use testkit::environment::is_long;

fn neighbour(folder: &Path) -> Connection {
    let connection = Connection::open(crate::driver::file(folder)).expect("the file of the storm");
    connection.busy_timeout(Duration::from_secs(60)).expect("a setting");
    connection
}

/// What the storm was refused for reasons that are not its own doing.
fn refusals(lines: &[String]) -> Vec<&String> {
    let own = ["err lost", "err unique", "err reference"];
    let is_own = |line: &String| own.iter().any(|own| line.starts_with(own));
    lines.iter().filter(|line| (line.starts_with("err ") && !is_own(line)) || line.starts_with("unread ")).collect()
}

/// Listens until all that was answered before the lock was taken has been said.
fn until_only_reads(storm: &mut Storm) {
    let mut in_a_row = 0;
    while in_a_row < 50 {
        let line = storm.next().expect("a storm that goes on");
        in_a_row = if line.starts_with("read ") { in_a_row + 1 } else { 0 };
    }
}

#[test]
fn r_13_a_neighbour_that_holds_the_lock_makes_writers_wait_and_nobody_fail() {
    let folder = tempfile::tempdir().unwrap();
    let mut storm = Storm::start(&url(folder.path()), "writers=8 reads=1 seed=7");
    let (holds, reads) = if is_long() { (4, 12_000) } else { (3, 400) };
    for hold in 0..holds {
        storm.hear(50, "ack ");
        let held = neighbour(folder.path());
        held.execute_batch("begin immediate; update accounts set balance = balance where id = 1").unwrap();
        until_only_reads(&mut storm);
        let before = count(&storm.lines, "ack ");
        storm.hear(reads, "read ");
        assert_eq!(count(&storm.lines, "ack "), before, "hold {hold}: somebody wrote although the lock was held");
        held.execute_batch("commit").unwrap();
        storm.hear(100, "ack ");
    }
    let lines = storm.kill();
    assert_eq!(refusals(&lines), Vec::<&String>::new());
    demand(&url(folder.path()), &lines, "after the neighbour was gone");
}

#[test]
fn r_13_a_backup_by_a_neighbour_is_whole_and_disturbs_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let mut storm = Storm::start(&url(folder.path()), "writers=8 reads=1 seed=8");
    storm.hear(400, "ack ");
    let rounds = if is_long() { 100 } else { 5 };
    for round in 0..rounds {
        let before = storm.lines.clone();
        let copy = tempfile::tempdir().unwrap();
        let into = crate::driver::file(copy.path());
        neighbour(folder.path()).execute("vacuum into ?1", [into.to_str()]).unwrap();
        storm.hear(50, "ack ");
        demand(&url(copy.path()), &before, format_args!("backup {round}"));
    }
    let lines = storm.kill();
    assert_eq!(refusals(&lines), Vec::<&String>::new());
    demand(&url(folder.path()), &lines, "after the backups");
}

#[test]
fn r_13_a_neighbour_that_rewrites_the_whole_file_disturbs_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let mut storm = Storm::start(&url(folder.path()), "writers=8 reads=1 seed=9 sweep=20");
    storm.hear(200, "ack ");
    let tidying = ["vacuum", "pragma wal_checkpoint(truncate)", "reindex", "analyze", "vacuum", "pragma optimize"];
    for round in 0..if is_long() { 50 } else { 2 } {
        for statement in tidying {
            let tidied = neighbour(folder.path()).execute_batch(statement);
            tidied.unwrap_or_else(|error| panic!("round {round}, {statement}: {error}"));
            storm.hear(50, "ack ");
        }
    }
    let lines = storm.kill();
    assert_eq!(refusals(&lines), Vec::<&String>::new());
    demand(&url(folder.path()), &lines, "after all that tidying");
}
