//! What a recording is made of: the changes a program asked of its files, and the moments it was told that they are kept.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The number of a file within a recording, which it keeps whatever it is called.
pub type File = usize;

/// One change, with the lines of the trace on which it was asked for and reported done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The line on which the call started.
    pub issued: usize,
    /// The line on which the call returned; the greatest number where it never did.
    pub returned: usize,
    /// What was asked for.
    pub change: Change,
}

/// What one system call asks of the disk, or tells the outside; paths are relative to the recorded folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Bytes are written at an offset.
    Write {
        /// The file written to.
        file: File,
        /// Where the bytes begin.
        offset: u64,
        /// What is written.
        bytes: Vec<u8>,
    },
    /// A file is cut or extended with zeros.
    Truncate {
        /// The file whose length changes.
        file: File,
        /// Its new length in bytes.
        length: u64,
    },
    /// A name is given, taken away or moved.
    Entry(Entry),
    /// Everything written to a file before the call started is durable.
    Sync {
        /// The file that was synced.
        file: File,
    },
    /// Every name in a folder changed before the call started is durable.
    SyncFolder {
        /// The folder that was synced.
        folder: PathBuf,
    },
    /// The program told the outside that something is done.
    Ack {
        /// The line it printed, from `ack ` on.
        line: String,
    },
}

/// One change of the names below the recorded folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A file gets a name: the first one when it is created, a further one when it is linked.
    Create {
        /// The name.
        path: PathBuf,
        /// The file behind it.
        file: File,
    },
    /// A name is taken away.
    Unlink {
        /// The name.
        path: PathBuf,
    },
    /// A file changes its name, and takes it from whichever file had it.
    Rename {
        /// The name until then.
        from: PathBuf,
        /// The name from then on.
        to: PathBuf,
    },
    /// A folder is made.
    MakeFolder {
        /// Its name.
        path: PathBuf,
    },
}

impl Entry {
    /// Whether this changes a name in `folder` itself.
    pub(super) fn touches(&self, folder: &Path) -> bool {
        let within = |path: &Path| path.parent() == Some(folder);
        match self {
            Self::Create { path, .. } | Self::Unlink { path } | Self::MakeFolder { path } => within(path),
            Self::Rename { from, to } => within(from) || within(to),
        }
    }
}

/// The names below the recorded folder, and which file is behind each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tree {
    pub(super) files: BTreeMap<PathBuf, File>,
    pub(super) folders: BTreeSet<PathBuf>,
}

impl Tree {
    /// Changes the names as `entry` says.
    pub(super) fn apply(&mut self, entry: &Entry) {
        match entry {
            Entry::Create { path, file } => {
                self.files.insert(path.clone(), *file);
            }
            Entry::Unlink { path } => {
                self.files.remove(path);
            }
            Entry::Rename { from, to } => {
                if let Some(file) = self.files.remove(from) {
                    self.files.insert(to.clone(), file);
                }
            }
            Entry::MakeFolder { path } => {
                self.folders.insert(path.clone());
            }
        }
    }
}
