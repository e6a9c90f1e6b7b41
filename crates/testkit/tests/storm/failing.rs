//! a disk that does not confirm a sync. Nothing is acknowledged on it any more, and the process says so and ends.
use crate::{
    driver::{Storm, count, demand, file, storm, url},
    strace::{self, Outcome},
};
use std::{collections::BTreeMap, path::Path};
use testkit::{environment::is_long, power::can_record};

/// What the storm ends with when the disk cannot be trusted any more.
const FATAL: i32 = 74;
/// What it ends with when the file could not even be opened.
const NOT_OPENED: i32 = 69;

fn fail_the_sync(folder: &Path, at: usize, settings: &str, paths: &[&Path]) -> Outcome {
    let run = storm("run", &url(folder), settings);
    strace::run(&run, "fsync,fdatasync", &format!("error=EIO:when={at}"), paths)
}

/// Which file the first failed sync was of: `log`, `file`, `journal`, or `folder`.
fn victim(outcome: &Outcome) -> Option<&'static str> {
    let line = outcome.first_fault()?;
    let ends = |end: &str| line.contains(&format!("{end}>"));
    Some(match line {
        _ if ends("storm.db-wal") => "log",
        _ if ends("storm.db") => "file",
        _ if ends("storm.db-journal") => "journal",
        _ => "folder",
    })
}

/// The acks that were given after the first failed sync had begun.
fn acks_after(outcome: &Outcome) -> usize {
    let after = outcome.trace.iter().skip_while(|line| !line.ends_with("(INJECTED)"));
    after.filter(|line| line.contains(" write(") && line.contains("\"ack ")).count()
}

#[test]
fn r_12_nothing_is_acknowledged_after_a_failed_sync_and_nothing_before_it_is_lost() {
    if !can_record() {
        return;
    }
    let points = if is_long() { 500 } else { 40 };
    let (mut victims, mut acks) = (BTreeMap::new(), 0);
    for at in 1..=points {
        let folder = tempfile::tempdir().unwrap();
        let before = storm("run", &url(folder.path()), "writers=2 batches=5 first=90").output().unwrap();
        assert!(before.status.success());
        // One writer for an exact order, several for a whole group; every fourth time a checkpoint is hit.
        let writers = if at % 2 == 0 { 8 } else { 1 };
        let file = file(folder.path());
        let outcome = match at % 4 {
            0 => {
                let settings = format!("writers={writers} batches=1000 sweep=1 seed={at}");
                fail_the_sync(folder.path(), 1 + at / 4 % 12, &settings, &[&file])
            }
            _ => {
                let settings = format!("writers={writers} batches=1000 sweep=9 seed={at}");
                fail_the_sync(folder.path(), at, &settings, &[])
            }
        };
        let victim = victim(&outcome).unwrap_or_else(|| panic!("sync {at} never failed"));
        *victims.entry(victim).or_insert(0) += 1;
        if victim == "folder" {
            // See the test of the folder.
            continue;
        }
        acks += count(&outcome.lines, "ack ");
        let last = outcome.lines.last().map_or("", String::as_str);
        let is_open = count(&outcome.lines, "open") > 0;
        let (expected, words) = if is_open { (FATAL, "fatal ") } else { (NOT_OPENED, "err open ") };
        let began = count(&outcome.lines, words);
        assert_eq!((outcome.status.code(), began), (Some(expected), 1), "sync {at}, of the {victim}: {last}");
        // A writer may still be about to say what it was told before: one of several, or one whose commit was confirmed
        // and was followed by a checkpoint.
        let is_checkpoint = outcome.lines.iter().any(|line| line.starts_with("fatal ") && line.contains("checkpoint"));
        let allowed = if writers == 1 && !is_checkpoint { 0 } else { writers };
        let after = acks_after(&outcome);
        assert!(after <= allowed, "{after} acks after sync {at}, of the {victim}, had failed");
        let said = String::from_utf8_lossy(&before.stdout).lines().map(str::to_owned).collect::<Vec<_>>();
        demand(&url(folder.path()), said.iter().chain(&outcome.lines), format_args!("sync {at}, of the {victim}"));
    }
    eprintln!("{points} failed syncs, of {victims:?}, among {acks} acks");
    assert!(victims["log"] > 5 && victims["file"] > 5, "{victims:?}");
    assert!(acks >= points * 3, "{acks} acks");
}

#[test]
fn r_12_a_sync_that_fails_while_the_file_is_made_ends_the_start() {
    if !can_record() {
        return;
    }
    let mut victims = BTreeMap::new();
    for at in 1..=20 {
        let folder = tempfile::tempdir().unwrap();
        let outcome = fail_the_sync(folder.path(), at, "writers=1 batches=20", &[]);
        let victim = victim(&outcome).unwrap_or_else(|| panic!("sync {at} never failed"));
        *victims.entry(victim).or_insert(0) += 1;
        if victim == "folder" {
            continue;
        }
        let code = outcome.status.code();
        assert!(matches!(code, Some(NOT_OPENED | FATAL)), "sync {at}, of the {victim}: {code:?} {:?}", outcome.lines);
        assert_eq!(acks_after(&outcome), 0, "sync {at}, of the {victim}");
        demand(&url(folder.path()), &outcome.lines, format_args!("sync {at}, of the {victim}"));
        assert!(file(folder.path()).exists());
    }
    eprintln!("failed syncs: {victims:?}");
    assert!(victims.len() >= 3, "{victims:?}");
}

#[test]
fn r_12_a_journal_that_cannot_be_synced_while_the_file_is_made_ends_the_start() {
    if !can_record() {
        return;
    }
    for at in 1..=4 {
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path().join("storm.db-journal");
        let outcome = fail_the_sync(folder.path(), at, "writers=1 batches=20", &[&journal]);
        assert_eq!(outcome.faults(), 1, "sync {at}");
        let acks = count(&outcome.lines, "ack ");
        assert_eq!((outcome.status.code(), acks), (Some(NOT_OPENED), 0), "sync {at} of the journal");
    }
}

#[test]
fn r_12_a_folder_that_cannot_be_synced_is_written_to_no_more() {
    if !can_record() {
        return;
    }
    let mut fired = 0;
    for prepared in ["nothing", "a file", "a file and its log"] {
        let folder = tempfile::tempdir().unwrap();
        if prepared != "nothing" {
            assert!(storm("migrate", &url(folder.path()), "").status().unwrap().success());
        }
        if prepared == "a file and its log" {
            Storm::start(&url(folder.path()), "writers=1").kill();
        }
        let run = storm("run", &url(folder.path()), "writers=1 batches=20");
        let outcome = strace::run(&run, "fsync,fdatasync", "error=EIO:when=1+", &[folder.path()]);
        let (code, acks) = (outcome.status.code(), count(&outcome.lines, "ack "));
        fired += outcome.faults();
        assert!(matches!(code, Some(NOT_OPENED | FATAL)), "{prepared}: {code:?} after {acks} acks");
        assert_eq!(acks, 0, "{prepared}");
    }
    assert!(fired >= 3, "{fired} syncs of the folder failed");
}
