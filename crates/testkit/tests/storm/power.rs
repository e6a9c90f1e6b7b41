//! the power goes at any moment of a storm, its very first start and its checkpoints included.
use crate::driver::{check, file, storm, texts, url};
use rusqlite::Connection;
use std::{collections::BTreeMap, path::Path};
use testkit::{
    environment::is_long,
    power::{Change, Entry, Image, Recording, can_record},
};

/// Examines an image as a start after the power came back would.
fn examine(image: &Image<'_>) {
    if let Err(words) = check(&url(&image.folder), image.acknowledged) {
        panic!("{image}: {words}");
    }
}

/// How often the file itself was synced after the first ack: what a checkpoint ends with.
fn checkpoints(recording: &Recording) -> usize {
    let created = recording.events().iter().find_map(|event| match &event.change {
        Change::Entry(Entry::Create { path, file }) if path == Path::new("storm.db") => Some(*file),
        _ => None,
    });
    let after = recording.events().iter().skip_while(|event| !matches!(event.change, Change::Ack { .. }));
    after.filter(|event| matches!(event.change, Change::Sync { file } if Some(file) == created)).count()
}

#[test]
fn r_03_no_loss_of_power_loses_an_acknowledged_batch_or_tears_one() {
    if !can_record() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let run = storm("run", &url(folder.path()), "writers=4 batches=40 sweep=4 seed=3");
    let recording = Recording::of(&run, folder.path()).unwrap();
    let carried = checkpoints(&recording);
    assert_eq!(recording.acks().len(), 160);
    assert!(carried >= 3, "the log was carried over {carried} times only");
    let count = if is_long() { 10_000 } else { 400 };
    let (mut acknowledged, mut losses) = (0, BTreeMap::new());
    for image in recording.images(count, 1) {
        let image = image.unwrap();
        examine(&image);
        acknowledged += usize::from(!image.acknowledged.is_empty());
        *losses.entry(format!("{:?}", image.loss)).or_insert(0) += 1;
    }
    eprintln!("{count} images of {} events with {carried} checkpoints: {losses:?}", recording.events().len());
    assert!(acknowledged * 2 > count && acknowledged < count, "{acknowledged} of {count} images come after an ack");
    assert_eq!(losses.len(), 4, "{losses:?}");
}

#[test]
fn r_03_a_step_is_durable_only_when_the_backup_before_it_is() {
    if !can_record() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let before = crate::steps::at_the_first_step(folder.path());
    let run = storm("run", &url(folder.path()), "writers=2 batches=4 first=50");
    let recording = Recording::of(&run, folder.path()).unwrap();
    let count = if is_long() { 2_000 } else { 150 };
    let (mut old, mut new) = (0, 0);
    for image in recording.images(count, 5) {
        let image = image.unwrap();
        let copy = crate::driver::copy(&image.folder);
        let steps =
            texts(&Connection::open(file(copy.path())).unwrap(), "select cast(count(*) as text) from schema_steps");
        if steps == ["2"] {
            new += 1;
            let backups = crate::steps::backups(copy.path());
            assert_eq!(backups.len(), 1, "{image}: {backups:?}");
            crate::steps::demand_the_same_books(&backups[0], &before, &image);
        } else {
            old += 1;
        }
        examine(&image);
    }
    eprintln!("{count} images: {old} with the old schema, {new} with the new one");
    assert!(old > 5 && new > 5, "{old} old, {new} new");
}
