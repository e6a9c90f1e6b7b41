//! The descriptors a program has open, and where in its file each of them stands.

use super::call::Call;
use super::event::File;
use super::folder::Folder;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

/// What is behind a descriptor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Opened {
    /// Where the program prints its acks.
    Output,
    /// A folder, within the recorded one or the recorded one itself.
    Folder(PathBuf),
    /// A file below the recorded folder.
    File(File),
}

/// One opening of a file, which several descriptors may share.
#[derive(Debug)]
struct Opening {
    opened: Opened,
    appends: bool,
    position: u64,
    /// The last line of the latest call that used the position: one that starts before then races with it.
    busy_until: usize,
}

/// Every opening there was, and the descriptors that stand for them now.
#[derive(Debug)]
pub(super) struct Descriptors {
    openings: Vec<Opening>,
    numbers: BTreeMap<i64, usize>,
}

impl Descriptors {
    /// A program that has opened nothing yet.
    pub(super) fn new() -> Self {
        let mut descriptors = Self { openings: Vec::new(), numbers: BTreeMap::new() };
        descriptors.open(1, Opened::Output, false);
        descriptors
    }

    /// The descriptor `number` is a new opening.
    pub(super) fn open(&mut self, number: i64, opened: Opened, appends: bool) {
        self.numbers.insert(number, self.openings.len());
        self.openings.push(Opening { opened, appends, position: 0, busy_until: 0 });
    }

    /// The descriptor `number` stands for what `original` stands for.
    pub(super) fn share(&mut self, original: Option<i64>, number: i64) {
        match original.and_then(|original| self.numbers.get(&original).copied()) {
            Some(opening) => self.numbers.insert(number, opening),
            None => self.numbers.remove(&number),
        };
    }

    /// The descriptor `number` stands for nothing that matters.
    pub(super) fn close(&mut self, number: i64) {
        self.numbers.remove(&number);
    }

    /// What the first argument of `call` stands for, where that matters.
    pub(super) fn opened(&self, call: &Call, folder: &Folder) -> io::Result<Option<Opened>> {
        Ok(self.find(call, folder)?.map(|at| self.openings[at].opened.clone()))
    }

    /// The position that `call` starts at, and which no other call may use until it has returned.
    pub(super) fn claim(&mut self, call: &Call, folder: &Folder) -> io::Result<u64> {
        let Some(opening) = self.find(call, folder)?.map(|at| &mut self.openings[at]) else { return Ok(0) };
        if call.started < opening.busy_until {
            return Err(call.refuse("two threads use the position of one descriptor at once"));
        }
        opening.busy_until = call.returned;
        Ok(opening.position)
    }

    /// Whether the first argument of `call` appends wherever it is told to write.
    pub(super) fn appends(&self, call: &Call, folder: &Folder) -> io::Result<bool> {
        Ok(self.find(call, folder)?.is_some_and(|at| self.openings[at].appends))
    }

    /// Moves the position behind the first argument of `call` to where `to` finds it should be.
    pub(super) fn seek(&mut self, call: &Call, folder: &Folder, to: impl FnOnce(u64) -> u64) -> io::Result<()> {
        if let Some(opening) = self.find(call, folder)?.map(|at| &mut self.openings[at]) {
            opening.position = to(opening.position);
        }
        Ok(())
    }

    fn find(&self, call: &Call, folder: &Folder) -> io::Result<Option<usize>> {
        let (number, path) = call.descriptor(0);
        let matters = path.is_some_and(|path| folder.within(&path).is_some());
        let found = number.and_then(|number| self.numbers.get(&number).copied());
        match found.map(|at| (at, &self.openings[at].opened)) {
            Some((at, Opened::Output)) => Ok(Some(at)),
            // The number was closed by a call that is not traced, and is now something else.
            Some(_) if !matters => Ok(None),
            Some((at, _)) => Ok(Some(at)),
            None if matters => Err(call.refuse("its descriptor was never seen to be opened")),
            None => Ok(None),
        }
    }
}
