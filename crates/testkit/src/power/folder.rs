//! Which paths of a trace lie below the recorded folder.

use super::call::Call;
use super::snapshot::is_shared_memory;
use std::io;
use std::path::{Path, PathBuf};

/// The recorded folder, and the one that the program started in.
#[derive(Debug)]
pub(super) struct Folder {
    recorded: PathBuf,
    working: PathBuf,
}

impl Folder {
    /// Both as they are once links are followed.
    pub(super) fn new(recorded: &Path, working: &Path) -> io::Result<Self> {
        Ok(Self { recorded: recorded.canonicalize()?, working: working.canonicalize()? })
    }

    /// The path of an open descriptor within the folder, nothing where it is outside or does not matter.
    pub(super) fn within(&self, path: &Path) -> Option<PathBuf> {
        path.strip_prefix(&self.recorded).ok().filter(|path| !is_shared_memory(path)).map(Path::to_owned)
    }

    /// The path that `call` names at `index`, relative to the folder open at `at` where it says so.
    pub(super) fn named(&self, call: &Call, at: Option<usize>, index: usize) -> io::Result<Option<PathBuf>> {
        let base = at.and_then(|at| call.descriptor(at).1).unwrap_or_else(|| self.working.clone());
        let path = base.join(call.path(index)?);
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return Ok(self.within(&path)) };
        let parent = parent.canonicalize().unwrap_or_else(|_| parent.to_owned());
        Ok(self.within(&parent.join(name)))
    }

    /// Whether any argument of `call` is, or names, something within the folder.
    pub(super) fn is_touched_by(&self, call: &Call) -> bool {
        (0..call.arguments.len()).any(|index| {
            let open = call.descriptor(index).1.and_then(|path| self.within(&path));
            let named = || call.argument(index).starts_with('"').then(|| self.named(call, None, index).ok().flatten());
            open.is_some() || named().flatten().is_some()
        })
    }
}
