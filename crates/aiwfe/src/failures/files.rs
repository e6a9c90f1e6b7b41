//! The two files of the record: the one that is written, and the one before it.
use api::http::Failed;
use base::Instant;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// How large a file may grow before the next one is begun.
pub(super) const MOST_BYTES: u64 = 4 << 20;

/// The files, to be written.
pub(super) struct Files {
    now: PathBuf,
    before: PathBuf,
    open: Option<(File, u64)>,
}

/// What is on the record.
#[derive(Debug)]
pub(crate) struct Kept {
    /// What failed, the oldest first.
    pub(crate) failures: Vec<Failed>,
    /// Where it is written.
    pub(crate) file: PathBuf,
}

impl Files {
    pub(super) fn of(data: &Path) -> Self {
        let [before, now] = paths(data);
        Self { now, before, open: None }
    }

    /// Adds a line; the oldest lines make room. After an error the file is looked at anew.
    pub(super) fn append(&mut self, failed: &Failed) -> io::Result<()> {
        let mut line = serde_json::to_vec(failed)?;
        line.push(b'\n');
        let length = line.len() as u64;
        let (mut file, mut bytes) = match self.open.take() {
            Some(open) => open,
            None => open(&self.now)?,
        };
        if bytes > 0 && bytes + length > MOST_BYTES {
            fs::rename(&self.now, &self.before)?;
            (file, bytes) = open(&self.now)?;
        }
        file.write_all(&line)?;
        self.open = Some((file, bytes + length));
        Ok(())
    }
}

/// Opens a file for its owner alone; what a crash has cut off ends there.
fn open(path: &Path) -> io::Result<(File, u64)> {
    let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    let bytes = file.metadata()?.len();
    if bytes == 0 {
        return Ok((file, 0));
    }
    file.write_all(b"\n")?;
    Ok((file, bytes + 1))
}

/// What is on the record of a data directory.
pub(crate) fn read(data: &Path) -> io::Result<Kept> {
    let (mut failures, [before, now]) = (Vec::new(), paths(data));
    for path in [before, now.clone()] {
        match fs::read_to_string(&path) {
            // A line that a crash has cut off is none.
            Ok(text) => failures.extend(text.lines().filter_map(|line| serde_json::from_str::<Failed>(line).ok())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Kept { failures, file: now })
}

impl Kept {
    /// How far back it reaches.
    pub(crate) fn since(&self) -> Option<Instant> {
        self.failures.iter().map(|failed| failed.at).min()
    }
}

fn paths(data: &Path) -> [PathBuf; 2] {
    ["failures.1.jsonl", "failures.jsonl"].map(|name| data.join(name))
}
