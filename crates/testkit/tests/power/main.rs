//! Calibrates the loss of power: with full syncs a ledger keeps every acknowledged entry, with fewer the images show it.

use rusqlite::Connection;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;
use testkit::environment::is_long;
use testkit::power::{Image, Loss, Recording, can_record};

const COMMITS: usize = 60;

/// What became of the acknowledged entries.
#[derive(Debug, Default)]
struct Verdict {
    images: usize,
    /// Images that come after an ack.
    acknowledged: usize,
    /// Images without some acknowledged entry.
    lost: usize,
    /// Images that cannot be read.
    corrupt: usize,
    /// The most entries that one image is short of.
    worst: usize,
}

fn record(synchronous: &str) -> Recording {
    let folder = tempfile::tempdir().expect("a folder for the ledger");
    let mut ledger = Command::new(env!("CARGO_BIN_EXE_ledger"));
    ledger.arg(folder.path().join("ledger.db")).args([&COMMITS.to_string(), synchronous]);
    Recording::of(&ledger, folder.path()).expect("a recording of the ledger")
}

/// Reads the entries as a program would after the power came back; nothing where the database is corrupt.
fn entries(folder: &Path) -> Option<usize> {
    let database = folder.join("ledger.db");
    if !database.exists() {
        return Some(0);
    }
    let ledger = Connection::open(database).ok()?;
    let sound: String = ledger.query_row("pragma integrity_check", [], |row| row.get(0)).ok()?;
    if sound != "ok" {
        return None;
    }
    let made =
        ledger.query_row("select count(*) from sqlite_schema where name = 'entries'", [], |row| row.get::<_, i64>(0));
    if made.ok()? == 0 {
        return Some(0);
    }
    let mut read = ledger.prepare("select number, body from entries order by number").ok()?;
    let rows = read.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))).ok()?;
    let rows = rows.collect::<rusqlite::Result<Vec<_>>>().ok()?;
    let expected = (1..).map(|number| (number, vec![(number % 251) as u8; (number * 37 % 3000) as usize]));
    rows.iter().cloned().eq(expected.take(rows.len())).then_some(rows.len())
}

fn judge(recording: &Recording, count: usize, mut see: impl FnMut(&Image<'_>, &Verdict)) -> Verdict {
    let mut verdict = Verdict::default();
    for image in recording.images(count, 1) {
        let image = image.expect("room for an image");
        verdict.images += 1;
        verdict.acknowledged += usize::from(!image.acknowledged.is_empty());
        match entries(&image.folder) {
            None => verdict.corrupt += 1,
            Some(found) if found < image.acknowledged.len() => {
                verdict.lost += 1;
                verdict.worst = verdict.worst.max(image.acknowledged.len() - found);
            }
            Some(_) => {}
        }
        see(&image, &verdict);
    }
    verdict
}

#[test]
fn with_full_syncs_no_image_loses_an_acknowledged_entry() {
    if !can_record() {
        return;
    }
    let recording = record("full");
    assert_eq!(recording.acks().len(), COMMITS);
    let begun = Instant::now();
    let count = if is_long() { 50_000 } else { 2_000 };
    let verdict = judge(&recording, count, |image, verdict| {
        assert_eq!((verdict.lost, verdict.corrupt), (0, 0), "{image}");
    });
    eprintln!("full: {verdict:?} of {} events in {:?}", recording.events().len(), begun.elapsed());
    assert_eq!(verdict.images, count);
    assert!(verdict.acknowledged * 2 > count, "{verdict:?}");
}

#[test]
fn with_fewer_syncs_some_images_lose_acknowledged_entries() {
    if !can_record() {
        return;
    }
    for synchronous in ["normal", "off"] {
        let recording = record(synchronous);
        let verdict = judge(&recording, 300, |_, _| {});
        eprintln!("{synchronous}: {verdict:?}");
        assert!(verdict.lost > 0, "{synchronous}: {verdict:?}");
        // Without any sync a database may also be torn; with the normal ones it may only be old.
        assert!(synchronous == "off" || verdict.corrupt == 0, "{verdict:?}");
    }
}

#[test]
fn an_image_is_made_again_from_its_seed() {
    if !can_record() {
        return;
    }
    let recording = record("normal");
    for image in recording.images(40, 7) {
        let image = image.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let again = recording.image(image.at, image.loss, image.seed, folder.path()).unwrap();
        assert_eq!(again.to_string(), image.to_string());
        for name in ["ledger.db", "ledger.db-wal", "ledger.db-journal"] {
            let read = |folder: &Path| fs::read(folder.join(name)).ok();
            assert_eq!(read(&image.folder), read(folder.path()), "{name} of {image}");
        }
    }
}

#[test]
fn a_program_that_is_only_killed_keeps_everything_it_wrote() {
    if !can_record() {
        return;
    }
    let recording = record("off");
    for at in 0..=recording.events().len() {
        let folder = tempfile::tempdir().unwrap();
        let image = recording.image(at, Loss::KeepAll, 0, folder.path()).unwrap();
        assert!(entries(folder.path()).is_some_and(|found| found >= image.acknowledged.len()), "{image}");
    }
}
