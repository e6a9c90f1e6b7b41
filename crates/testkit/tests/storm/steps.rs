//! PT-04: steps that are applied while the process dies.
use crate::{
    driver::{copy, demand, file, schema, storm, texts, url},
    strace,
};
use rusqlite::Connection;
use std::{
    collections::BTreeMap,
    fmt::Display,
    fs,
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
};
use testkit::{
    environment::is_long,
    power::{Loss, Recording, can_record},
};

/// Fills a folder with a storm's books over the first step alone, and gives what they hold.
pub(crate) fn at_the_first_step(folder: &Path) -> Vec<String> {
    let run = storm("run", &url(folder), "writers=4 batches=40 steps=1 seed=21").output().expect("a storm");
    assert!(run.status.success());
    // A start that ends in order leaves one file, without a log.
    assert!(storm("migrate", &url(folder), "steps=1").status().expect("a storm").success());
    books(&file(folder))
}

/// Every row of the books.
fn books(path: &Path) -> Vec<String> {
    let read = Connection::open(path).expect("a file");
    let rows = "select 'a ' || id || ' ' || balance || ' ' || revision from accounts \
        union all select 't ' || hex(id) || ' ' || writer || ' ' || number || ' ' || note from transfers \
        union all select 'p ' || hex(transfer_id) || ' ' || account_id || ' ' || amount from postings order by 1";
    texts(&read, rows)
}

/// Whatever is a backup by its name.
pub(crate) fn backups(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder.join("backups")) else { return Vec::new() };
    entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "db"))
        .collect()
}

/// Whether a backup holds these books, opened where it lies.
pub(crate) fn demand_the_same_books(backup: &Path, before: &[String], when: impl Display) {
    let sound = texts(&Connection::open(backup).expect("a file"), "pragma integrity_check");
    assert_eq!(sound, ["ok"], "{when}: the backup is damaged");
    let tables =
        texts(&Connection::open(backup).expect("a file"), "select name from sqlite_schema where name = 'postings'");
    assert_eq!(tables, ["postings"], "{when}: the backup is empty");
    assert!(books(backup) == before, "{when}: the backup holds something else");
}

/// The schemas that a file may have: none, that of the first step, that of both.
struct Schemas {
    none: Vec<String>,
    old: Vec<String>,
    new: Vec<String>,
}

impl Schemas {
    fn learn() -> Self {
        let after = |steps: &str| {
            let folder = tempfile::tempdir().expect("a folder");
            assert!(storm("migrate", &url(folder.path()), steps).status().expect("a storm").success());
            schema(folder.path())
        };
        Self { none: Vec::new(), old: after("steps=1"), new: after("steps=2") }
    }

    /// Which of them the file has; any other fails the test.
    fn name(&self, folder: &Path, when: &dyn Display) -> &'static str {
        let found = schema(folder);
        match &found {
            _ if found == self.none => "none",
            _ if found == self.old => "old",
            _ if found == self.new => "new",
            _ => panic!("{when}: a schema in between: {found:#?}"),
        }
    }
}

/// What the file is before the second attempt, and that the second attempt completes it without losing a row.
fn resume(folder: &Path, schemas: &Schemas, before: Option<&Vec<String>>, when: &dyn Display) -> &'static str {
    let found = schemas.name(folder, when);
    let again = storm("migrate", &url(folder), "").output().expect("a storm");
    assert!(again.status.success(), "{when}: {}", String::from_utf8_lossy(&again.stdout));
    assert_eq!(schemas.name(folder, when), "new");
    if let Some(before) = before {
        assert!(books(&file(folder)) == *before, "{when}: rows were lost");
    }
    demand(&url(folder), &[], when);
    found
}

/// The calls that change files.
const CALLS: &str = "pwrite64,write,fsync,fdatasync,ftruncate,rename,unlink,openat,mkdir";

/// Kills `storm migrate` in its n-th call of each kind, from `prepared` on.
fn kill_everywhere(prepared: &Path, before: Option<&Vec<String>>) -> BTreeMap<&'static str, usize> {
    let (schemas, mut found, mut points) = (Schemas::learn(), BTreeMap::new(), (0, 0));
    let stride = if is_long() { 1 } else { 5 };
    for (call, most) in most_calls(prepared) {
        for at in (1..=most).step_by(if call == "openat" { stride * 4 } else { stride }) {
            let folder = copy(prepared);
            let migrate = storm("migrate", &url(folder.path()), "");
            let outcome = strace::run(&migrate, &call, &format!("signal=SIGKILL:when={at}"), &[]);
            // The threads of a run do not always share the calls alike.
            points.0 += usize::from(outcome.status.signal() == Some(9));
            points.1 += 1;
            let when = format!("killed in {call} {at}");
            *found.entry(resume(folder.path(), &schemas, before, &when)).or_insert(0) += 1;
        }
    }
    eprintln!("{} kills of {} found {found:?}", points.0, points.1);
    assert!(points.0 * 10 >= points.1 * 9, "{} kills of {}", points.0, points.1);
    found
}

/// For each call, how often the thread that makes it most often makes it.
fn most_calls(prepared: &Path) -> BTreeMap<String, usize> {
    let folder = copy(prepared);
    let outcome = strace::run(&storm("migrate", &url(folder.path()), ""), CALLS, "", &[]);
    assert!(outcome.status.success());
    let mut calls: BTreeMap<(String, String), usize> = BTreeMap::new();
    for line in &outcome.trace {
        let mut words = line.split_whitespace();
        let (Some(thread), Some(call)) = (words.next(), words.next()) else { continue };
        if let Some((call, _)) = call.split_once('(') {
            *calls.entry((call.to_owned(), thread.to_owned())).or_insert(0) += 1;
        }
    }
    let mut most = BTreeMap::new();
    for ((call, _), count) in calls {
        let so_far = most.entry(call).or_insert(0);
        *so_far = count.max(*so_far);
    }
    most
}

#[test]
fn pt_04_a_rebuild_that_is_killed_anywhere_leaves_the_old_schema_or_the_new_one() {
    if !can_record() {
        return;
    }
    let prepared = tempfile::tempdir().unwrap();
    let before = at_the_first_step(prepared.path());
    let found = kill_everywhere(prepared.path(), Some(&before));
    assert!(found["old"] > 3 && found["new"] > 0, "{found:?}");
}

#[test]
fn pt_04_a_first_start_that_is_killed_anywhere_leaves_no_schema_or_a_whole_one() {
    if !can_record() {
        return;
    }
    let found = kill_everywhere(tempfile::tempdir().unwrap().path(), None);
    assert!(found["none"] > 1 && found["old"] > 1 && found["new"] > 0, "{found:?}");
}

#[test]
fn pt_04_after_each_single_change_to_the_files_a_rebuild_is_done_or_not_begun() {
    if !can_record() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (before, schemas) = (at_the_first_step(folder.path()), Schemas::learn());
    let recording = Recording::of(&storm("migrate", &url(folder.path()), ""), folder.path()).unwrap();
    let mut found = BTreeMap::new();
    let moments = 0..=recording.events().len();
    for at in moments.step_by(if is_long() { 1 } else { 3 }) {
        let killed = tempfile::tempdir().unwrap();
        let image = recording.image(at, Loss::KeepAll, 0, killed.path()).unwrap();
        *found.entry(resume(killed.path(), &schemas, Some(&before), &image)).or_insert(0) += 1;
    }
    eprintln!("{} changes: {found:?}", recording.events().len());
    assert!(found["old"] > 10 && found["new"] > 3, "{found:?}");
}

#[test]
fn pt_04_a_backup_that_was_begun_and_not_finished_is_not_taken_for_one() {
    if !can_record() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let before = at_the_first_step(folder.path());
    let recording = Recording::of(&storm("migrate", &url(folder.path()), ""), folder.path()).unwrap();
    let mut whole = 0;
    for at in 0..=recording.events().len() {
        let killed = tempfile::tempdir().unwrap();
        let image = recording.image(at, Loss::KeepAll, 0, killed.path()).unwrap();
        for backup in backups(killed.path()) {
            demand_the_same_books(&backup, &before, &image);
            whole += 1;
        }
    }
    assert!(whole > 5, "{whole} backups");
}
