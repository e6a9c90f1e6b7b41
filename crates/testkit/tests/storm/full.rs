//! a disk that is full. Writes are refused and reads go on; when there is room again, the same process writes again.
use crate::{
    driver::{Storm, count, demand, file, storm, url},
    strace,
};
use std::{
    fs,
    io::{self, Write},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;
use testkit::{environment, power::can_record};

/// What a storm ends with when the file could not be opened.
const NOT_OPENED: i32 = 69;

/// A small disk in memory, taken away again when it is dropped.
struct Disk {
    folder: TempDir,
}

impl Disk {
    /// One of that size; nothing, said loudly, where we may not mount.
    fn new(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
        if is_root && mount(&["-t", "tmpfs", "-o", &format!("size={size}"), "storm"], folder.path()) {
            return Some(Self { folder });
        }
        assert!(!environment::is_ci(), "a full disk cannot be tested where no small one can be mounted");
        let skipped = b"SKIPPED, NOT PASSED: a full disk cannot be tested where no small one can be mounted\n";
        io::stderr().write_all(skipped).expect("an error output");
        None
    }

    fn grow(&self, size: &str) {
        assert!(mount(&["-o", &format!("remount,size={size}")], self.folder.path()));
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.folder.path()).status();
    }
}

fn mount(arguments: &[&str], folder: &Path) -> bool {
    Command::new("mount").args(arguments).arg(folder).status().is_ok_and(|status| status.success())
}

#[test]
fn r_11_a_full_disk_refuses_writes_serves_reads_and_heals_without_a_restart() {
    let Some(disk) = Disk::new("2m") else { return };
    let mut storm = Storm::start(&url(disk.path()), "writers=4 reads=1 seed=5");
    storm.hear(30, "err full");
    let (reads, unread) = (count(&storm.lines, "read "), count(&storm.lines, "unread "));
    storm.hear(50, "read ");
    assert_eq!(count(&storm.lines, "unread "), unread, "reads go on after {reads} of them");
    disk.grow("64m");
    storm.hear(300, "ack ");
    let lines = storm.kill();
    assert_eq!(count(&lines, "unread "), 0);
    let others = lines.iter().filter(|line| {
        line.starts_with("err ")
            && !["full", "lost", "unique", "reference"].iter().any(|kind| line[4..].starts_with(kind))
    });
    assert_eq!(others.collect::<Vec<_>>(), Vec::<&String>::new());
    demand(&url(disk.path()), &lines, "after there was room again");
    eprintln!("{} acks, {} refusals", count(&lines, "ack "), count(&lines, "err full"));
}

#[test]
fn r_11_a_process_that_is_killed_on_a_full_disk_loses_nothing() {
    let Some(disk) = Disk::new("2m") else { return };
    let mut acks = Vec::new();
    for seed in 0..5 {
        let mut storm = Storm::start(&url(disk.path()), &format!("writers=4 seed={seed}"));
        storm.hear(5, "err full");
        acks.extend(storm.kill().into_iter().filter(|line| line.starts_with("ack ")));
    }
    disk.grow("64m");
    demand(&url(disk.path()), &acks, "after five deaths on a full disk");
    assert!(acks.len() > 20, "{} acks", acks.len());
}

#[test]
fn r_11_no_write_that_finds_no_room_loses_or_tears_anything() {
    if !can_record() {
        return;
    }
    let points: usize = if environment::is_long() { 600 } else { 60 };
    let (mut fired, mut refused, mut not_opened, mut acks) = (0, 0, 0, 0);
    for at in 1..=points {
        let folder = tempfile::tempdir().unwrap();
        let before = storm("run", &url(folder.path()), "writers=1 batches=3 first=90").output().unwrap();
        assert!(before.status.success());
        let path = file(folder.path());
        // The log, to which batches are written, and the file, to which the log is carried over, take turns.
        let (path, settings) = match at % 2 {
            0 => (path, "writers=2 batches=10 sweep=2"),
            _ => (PathBuf::from(format!("{}-wal", path.display())), "writers=2 batches=10"),
        };
        let run = storm("run", &url(folder.path()), &format!("{settings} seed={at}"));
        // One write that fails, or a few in a row.
        let first = at.div_ceil(2);
        let fault = format!("error=ENOSPC:when={first}..{}", first + at % 3);
        let outcome = strace::run(&run, "pwrite64,write", &fault, &[&path]);
        fired += outcome.faults();
        refused += count(&outcome.lines, "err full");
        acks += count(&outcome.lines, "ack ");
        let is_open = count(&outcome.lines, "open") > 0;
        let (code, expected) = if is_open { (0, 20) } else { (NOT_OPENED, 0) };
        not_opened += usize::from(!is_open);
        let came_to = (outcome.status.code(), count(&outcome.lines, "ack "));
        assert_eq!(came_to, (Some(code), expected), "write {at}: {:?}", outcome.lines.last());
        let said = String::from_utf8_lossy(&before.stdout).lines().map(str::to_owned).collect::<Vec<_>>();
        demand(&url(folder.path()), said.iter().chain(&outcome.lines), format_args!("write {at}"));
    }
    eprintln!("{points} points, {fired} faults, {refused} refusals, {not_opened} refused starts, {acks} acks");
    assert!(not_opened * 10 <= points, "{not_opened} of {points} did not start");
    assert!(fired * 2 > points && refused * 3 > points, "{fired} faults, {refused} refusals");
}
