//! A process that dies, or is told to stop, loses nothing that it acknowledged.
use crate::driver::{Storm, check, count, demand, file, url};
use std::{fs, path::Path};
use testkit::{chance::draw, environment::is_long};

#[test]
fn r_01_a_store_that_is_killed_over_and_over_keeps_every_acknowledged_batch_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (url, cycles) = (url(folder.path()), if is_long() { 500 } else { 20 });
    let (mut acks, mut busy, mut starting) = (Vec::new(), 0, 0);
    for cycle in 0..cycles {
        let seed = draw(11, cycle);
        let mut storm = Storm::start(&url, &format!("writers=8 seed={} sweep=9", seed % 1000));
        // Now and then in the middle of its start, else at a moment that is counted in acks.
        let after = if seed.is_multiple_of(7) { 0 } else { 1 + draw(12, cycle) as usize % 400 };
        storm.hear(after, "ack ");
        let lines = storm.kill();
        busy += usize::from(after > 0);
        starting += usize::from(after == 0);
        acks.extend(lines.into_iter().filter(|line| line.starts_with("ack ")));
        demand(&url, &acks, format_args!("cycle {cycle}, killed after {after} acks"));
    }
    eprintln!("{cycles} cycles: {busy} kills at work, {starting} in the start, {} acks, none lost", acks.len());
    assert!(busy * 2 > cycles as usize && starting > 0, "{busy} kills at work, {starting} in the start");
    assert!(acks.len() >= 100 * busy, "{} acks", acks.len());
}

#[test]
fn an_examiner_finds_a_lost_ack_and_a_torn_batch() {
    let folder = tempfile::tempdir().unwrap();
    let url = url(folder.path());
    let (status, lines) = Storm::start(&url, "writers=2 batches=20").end();
    assert!(status.success(), "{lines:?}");
    assert_eq!(count(&lines, "ack "), 40);
    assert_eq!(check(&url, &lines).unwrap(), "40 acknowledged transfers are kept, of 40 in all");
    let more = ["ack 1 20".to_owned(), "ack 1 21".to_owned()];
    assert!(check(&url, &more).unwrap_err().contains("1 of 2 acknowledged transfers are lost: [(1, 21)]"));
    for (harm, finding) in [
        ("delete from postings where amount > 0 and rowid = 1", "torn"),
        ("update accounts set balance = balance + 1 where id = 3", "accounts are wrong"),
        ("delete from postings", "transfers are torn"),
        ("pragma foreign_keys = off; delete from transfers", "a reference leads to nothing"),
        ("drop index postings__account_id__index", "the examination finds"),
    ] {
        let harm =
            harm.replace("and rowid = 1", "and account_id = (select min(account_id) from postings where amount > 0)");
        let copy = crate::driver::copy(folder.path());
        rusqlite::Connection::open(file(copy.path())).unwrap().execute_batch(&harm).unwrap();
        let found = check(&crate::driver::url(copy.path()), &lines).unwrap_err();
        assert!(found.contains(finding), "{harm}: {found}");
    }
}

/// Closes stores in the middle of work, hands over the folder and the acks of each, and gives the number of acks.
fn close_over_and_over(mut look: impl FnMut(&Path, &[String], u64)) {
    let rounds = if is_long() { 100 } else { 8 };
    let mut acks = 0;
    for round in 0..rounds {
        let folder = tempfile::tempdir().expect("a folder");
        let mut storm = Storm::start(&url(folder.path()), &format!("writers=8 reads=1 seed={round}"));
        storm.hear(1 + draw(13, round) as usize % 200, "ack ");
        let (status, lines) = storm.stop();
        assert!(status.success(), "round {round}: {status} after {:?}", lines.last());
        // Writers whose store was closed may say so after it.
        assert_eq!(count(&lines, "end"), 1, "round {round}");
        acks += count(&lines, "ack ");
        look(folder.path(), &lines, round);
    }
    eprintln!("{rounds} rounds, {acks} acks");
    assert!(acks as u64 >= 20 * rounds, "{acks} acks");
}

#[test]
fn a_store_that_is_closed_in_the_middle_of_work_loses_nothing() {
    close_over_and_over(|folder, lines, round| drop(demand(&url(folder), lines, format_args!("round {round}"))));
}

#[test]
fn a_store_that_is_closed_in_the_middle_of_work_has_carried_over_all_it_acknowledged() {
    close_over_and_over(|folder, lines, round| {
        // The file alone, without its log, holds everything.
        let alone = tempfile::tempdir().unwrap();
        fs::copy(file(folder), file(alone.path())).unwrap();
        demand(&url(alone.path()), lines, format_args!("round {round}: the log held something the file did not"));
    });
}
