//! Images: folders as they may be found after the power was lost.

use super::chance::Chance;
use super::disk::{Disk, Loss};
use super::recording::Recording;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder as it may be found after the power was lost, and what had been acknowledged by then.
#[derive(Debug)]
pub struct Image<'a> {
    /// How many events had happened.
    pub at: usize,
    /// What was lost.
    pub loss: Loss,
    /// The seed that makes this very image again, with [`Recording::image`].
    pub seed: u64,
    /// The acks that had been given, all of which a reader must find.
    pub acknowledged: &'a [String],
    /// Where its files are; when it came from [`Recording::images`] they go away with it.
    pub folder: PathBuf,
    #[expect(dead_code, reason = "it deletes the folder when the image goes")]
    kept: Option<TempDir>,
}

impl fmt::Display for Image<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, loss, seed, acknowledged, .. } = self;
        write!(formatter, "image({at}, {loss:?}, {seed}) after {} acks", acknowledged.len())
    }
}

impl<'a> Image<'a> {
    /// Writes what `disk` may hold into `folder`.
    pub(super) fn write(
        recording: &'a Recording,
        disk: &Disk<'_>,
        at: usize,
        loss: Loss,
        seed: u64,
        folder: &Path,
    ) -> io::Result<Self> {
        disk.after(loss, &mut Chance::new(seed)).restore(folder)?;
        let acknowledged = &recording.acks()[..disk.acknowledged()];
        Ok(Self { at, loss, seed, acknowledged, folder: folder.to_owned(), kept: None })
    }
}

/// Many images of one recording, at moments spread evenly over it, each in a folder of its own in memory.
#[derive(Debug)]
pub struct Images<'a> {
    recording: &'a Recording,
    disk: Disk<'a>,
    chance: Chance,
    made: usize,
    count: usize,
}

impl<'a> Images<'a> {
    /// Will make `count` images of `recording`, the same ones for the same `seed`.
    pub(super) fn new(recording: &'a Recording, count: usize, seed: u64) -> Self {
        Self { recording, disk: recording.disk(), chance: Chance::new(seed), made: 0, count }
    }

    fn make(&mut self, at: usize) -> io::Result<Image<'a>> {
        self.disk.advance_to(at);
        // Drawn, not taken in turn: a turn would meet the beat of the commits and always hit the same moment of them.
        let loss = match self.chance.below(8) {
            0 => Loss::DropAll,
            1 => Loss::KeepAll,
            2..=4 => Loss::Subset,
            _ => Loss::Torn,
        };
        let seed = self.chance.next();
        let folder = in_memory()?;
        let image = Image::write(self.recording, &self.disk, at, loss, seed, folder.path())?;
        Ok(Image { kept: Some(folder), ..image })
    }
}

impl<'a> Iterator for Images<'a> {
    type Item = io::Result<Image<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        let moments = self.recording.events().len() + 1;
        let at = (self.made < self.count).then(|| self.made * moments / self.count)?;
        self.made += 1;
        Some(self.make(at))
    }
}

/// A new folder that costs no disk, where the machine has such.
fn in_memory() -> io::Result<TempDir> {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }
}
