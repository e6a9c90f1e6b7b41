//! Violations that the database did not take, in a file, until it does.
use super::{Violation, ledger};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// How large the file may grow.
const MOST_BYTES: u64 = 4 << 20;

/// The file of a data directory.
#[derive(Clone, Debug)]
pub(super) struct Spool(PathBuf);

/// The file while nobody else, in this process or another, touches it.
pub(super) struct Held(File);

impl Spool {
    pub(super) fn of(data: &Path) -> Self {
        Self(ledger::folder(data).join("violations.spool"))
    }

    /// Whether nothing waits there.
    pub(super) fn is_empty(&self) -> bool {
        fs::metadata(&self.0).map_or(true, |data| data.len() == 0)
    }

    /// How many wait there.
    pub(super) fn count(&self) -> usize {
        fs::read(&self.0).map_or(0, |text| text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count())
    }

    /// Takes hold of the file.
    pub(super) fn hold(&self) -> io::Result<Held> {
        ledger::make_folder(self.0.parent().unwrap_or(Path::new(".")))?;
        let file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(&self.0)?;
        file.lock()?;
        Ok(Held(file))
    }
}

impl Held {
    /// Adds these, durably; answers how many had no room.
    pub(super) fn add(&mut self, violations: &[Violation]) -> io::Result<usize> {
        let mut room = MOST_BYTES.saturating_sub(self.0.metadata()?.len());
        // What a crash has cut off ends here.
        let (mut text, mut kept) = (vec![b'\n'], 0);
        for violation in violations {
            let line = serde_json::to_vec(violation)?;
            let bytes = line.len() as u64 + 1;
            if bytes > room {
                break;
            }
            room -= bytes;
            kept += 1;
            text.extend(line);
            text.push(b'\n');
        }
        if kept > 0 {
            self.0.write_all(&text)?;
            self.0.sync_data()?;
        }
        Ok(violations.len() - kept)
    }

    /// All that waits there. A line that a crash has cut off is none.
    pub(super) fn read(&mut self) -> io::Result<Vec<Violation>> {
        io::Seek::rewind(&mut self.0)?;
        let mut text = Vec::new();
        self.0.read_to_end(&mut text)?;
        Ok(text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect())
    }

    /// Forgets what waits there.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        self.0.set_len(0)
    }
}
