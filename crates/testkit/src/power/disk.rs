//! The disk while a recording plays: what is durable, and what a loss of power may still take away.

use super::chance::Chance;
use super::event::{Change, Entry, Event, File};
use super::snapshot::Snapshot;
use std::path::Path;

/// The part of a write that a disk keeps or loses as a whole.
const SECTOR_BYTES: u64 = 512;

/// What of the changes that no completed sync covers is lost with the power.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// None of them survives.
    DropAll,
    /// All of them survive, as when only the program is killed.
    KeepAll,
    /// Each sector and each new length survives or not by itself, names up to some point.
    Subset,
    /// They survive in order up to some point, where a write is torn at the border of a sector.
    Torn,
}

/// What is durable after the first `at` events of a recording, and which of them are volatile.
#[derive(Debug)]
pub(super) struct Disk<'a> {
    events: &'a [Event],
    durable: Snapshot,
    volatile: Vec<&'a Event>,
    at: usize,
    acknowledged: usize,
}

impl<'a> Disk<'a> {
    /// A disk that holds `start`, before the first of `events`.
    pub(super) fn new(events: &'a [Event], start: &Snapshot) -> Self {
        Self { events, durable: start.clone(), volatile: Vec::new(), at: 0, acknowledged: 0 }
    }

    /// How many acks have been given.
    pub(super) fn acknowledged(&self) -> usize {
        self.acknowledged
    }

    /// Plays on until the first `at` events have happened.
    pub(super) fn advance_to(&mut self, at: usize) {
        for event in &self.events[self.at..at] {
            match &event.change {
                Change::Sync { file } => self.sync_file(*file, event.issued),
                Change::SyncFolder { folder } => self.sync_folder(folder, event.issued),
                Change::Ack { .. } => self.acknowledged += 1,
                Change::Write { .. } | Change::Truncate { .. } | Change::Entry(_) => self.volatile.push(event),
            }
        }
        self.at = at;
    }

    /// What the disk may hold when the power comes back.
    pub(super) fn after(&self, loss: Loss, chance: &mut Chance) -> Snapshot {
        let mut left = self.durable.clone();
        match loss {
            Loss::DropAll => {}
            Loss::KeepAll => self.volatile.iter().for_each(|event| apply(&mut left, &event.change)),
            Loss::Torn => {
                let (whole, rest) = self.volatile.split_at(chance.below(self.volatile.len() + 1));
                whole.iter().for_each(|event| apply(&mut left, &event.change));
                if let Some(Change::Write { file, offset, bytes }) = rest.first().map(|event| &event.change) {
                    let sectors: Vec<_> = sectors(*offset, bytes).collect();
                    let kept = chance.below(sectors.len());
                    sectors[..kept].iter().for_each(|(offset, bytes)| write(&mut left, *file, *offset, bytes));
                }
            }
            Loss::Subset => self.keep_some(&mut left, chance),
        }
        left
    }

    fn keep_some(&self, left: &mut Snapshot, chance: &mut Chance) {
        let names = self.volatile.iter().filter(|event| matches!(event.change, Change::Entry(_))).count();
        let mut named = chance.below(names + 1);
        let odds = 1 + chance.below(7);
        for event in &self.volatile {
            match &event.change {
                Change::Write { file, offset, bytes } => {
                    for (offset, bytes) in sectors(*offset, bytes).filter(|_| chance.below(8) < odds) {
                        write(left, *file, offset, bytes);
                    }
                }
                Change::Entry(_) if named > 0 => {
                    named -= 1;
                    apply(left, &event.change);
                }
                Change::Truncate { .. } if chance.below(8) < odds => apply(left, &event.change),
                _ => {}
            }
        }
    }

    /// Settles what was written to `file`, and the names up to that of a new file, as journals commit in order.
    fn sync_file(&mut self, file: File, issued: usize) {
        let created = |entry: &Entry| matches!(entry, Entry::Create { file: it, .. } if *it == file);
        self.settle_names(issued, created);
        self.settle(|event| match &event.change {
            Change::Write { file: it, .. } | Change::Truncate { file: it, .. } => {
                *it == file && event.returned < issued
            }
            _ => false,
        });
    }

    fn sync_folder(&mut self, folder: &Path, issued: usize) {
        self.settle_names(issued, |entry| entry.touches(folder));
    }

    /// Settles every name up to the last one that `covers` says is covered by a sync issued then.
    fn settle_names(&mut self, issued: usize, covers: impl Fn(&Entry) -> bool) {
        let covered = |event: &Event| match &event.change {
            Change::Entry(entry) => event.returned < issued && covers(entry),
            _ => false,
        };
        if let Some(last) = self.volatile.iter().rposition(|event| covered(event)) {
            let mut place = 0..;
            self.settle(|event| place.next() <= Some(last) && matches!(event.change, Change::Entry(_)));
        }
    }

    fn settle(&mut self, mut is_covered: impl FnMut(&Event) -> bool) {
        let durable = &mut self.durable;
        self.volatile.retain(|event| {
            let covered = is_covered(event);
            if covered {
                apply(durable, &event.change);
            }
            !covered
        });
    }
}

fn apply(disk: &mut Snapshot, change: &Change) {
    match change {
        Change::Write { file, offset, bytes } => write(disk, *file, *offset, bytes),
        Change::Truncate { file, length } => contents(disk, *file).resize(*length as usize, 0),
        Change::Entry(entry) => {
            if let Entry::Create { file, .. } = entry {
                contents(disk, *file);
            }
            disk.tree.apply(entry);
        }
        Change::Sync { .. } | Change::SyncFolder { .. } | Change::Ack { .. } => {}
    }
}

fn write(disk: &mut Snapshot, file: File, offset: u64, bytes: &[u8]) {
    let (from, until) = (offset as usize, offset as usize + bytes.len());
    let contents = contents(disk, file);
    if contents.len() < until {
        contents.resize(until, 0);
    }
    contents[from..until].copy_from_slice(bytes);
}

fn contents(disk: &mut Snapshot, file: File) -> &mut Vec<u8> {
    if disk.contents.len() <= file {
        disk.contents.resize(file + 1, Vec::new());
    }
    &mut disk.contents[file]
}

/// Cuts a write at the sectors of its file.
fn sectors(mut offset: u64, mut bytes: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    std::iter::from_fn(move || {
        let room = (SECTOR_BYTES - offset % SECTOR_BYTES) as usize;
        let (sector, rest) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
        let at = offset;
        offset += sector.len() as u64;
        bytes = rest;
        (!sector.is_empty()).then_some((at, sector))
    })
}
