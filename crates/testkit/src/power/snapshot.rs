//! The files of a folder, with their bytes.

use super::event::Tree;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What a folder held at one moment; its file numbers are places in `contents`.
#[derive(Debug, Clone, Default)]
pub(super) struct Snapshot {
    pub(super) tree: Tree,
    pub(super) contents: Vec<Vec<u8>>,
}

impl Snapshot {
    /// Reads everything below `folder`.
    pub(super) fn of(folder: &Path) -> io::Result<Self> {
        let mut snapshot = Self::default();
        snapshot.tree.folders.insert(PathBuf::new());
        snapshot.read(folder, Path::new(""))?;
        Ok(snapshot)
    }

    /// Writes everything below `folder`, which exists; a name whose own folder is lost is lost with it.
    pub(super) fn restore(&self, folder: &Path) -> io::Result<()> {
        for path in self.tree.folders.iter().filter(|path| self.reaches(path)) {
            fs::create_dir_all(folder.join(path))?;
        }
        for (path, file) in self.tree.files.iter().filter(|(path, _)| path.parent().is_some_and(|it| self.reaches(it)))
        {
            fs::write(folder.join(path), &self.contents[*file])?;
        }
        Ok(())
    }

    /// Names the first path that is not the same in `other`.
    pub(super) fn difference(&self, other: &Self) -> Option<String> {
        let (left, right) = (&self.tree.files, &other.tree.files);
        if let Some(path) = self.tree.folders.symmetric_difference(&other.tree.folders).next() {
            return Some(format!("the folder {} is in one of them", path.display()));
        }
        if let Some(path) =
            left.keys().chain(right.keys()).find(|path| !(left.contains_key(*path) && right.contains_key(*path)))
        {
            return Some(format!("{} is in one of them", path.display()));
        }
        left.iter().find_map(|(path, file)| {
            let (here, there) = (&self.contents[*file], &other.contents[right[path]]);
            let at = here.iter().zip(there).position(|(one, other)| one != other);
            (here != there).then(|| match at {
                Some(at) => format!("{} differs at byte {at}", path.display()),
                None => format!("{} has {} bytes in one and {} in the other", path.display(), here.len(), there.len()),
            })
        })
    }

    fn reaches(&self, path: &Path) -> bool {
        path.ancestors().all(|folder| self.tree.folders.contains(folder))
    }

    fn read(&mut self, folder: &Path, within: &Path) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let path = within.join(entry.file_name());
            let kind = entry.file_type()?;
            if kind.is_dir() {
                self.tree.folders.insert(path.clone());
                self.read(&entry.path(), &path)?;
            } else if !kind.is_file() {
                let why = format!("{} is neither a file nor a folder", path.display());
                return Err(io::Error::new(io::ErrorKind::Unsupported, why));
            } else if !is_shared_memory(&path) {
                self.tree.files.insert(path, self.contents.len());
                self.contents.push(fs::read(entry.path())?);
            }
        }
        Ok(())
    }
}

/// Whether `path` is an index that SQLite maps into memory and makes anew after a crash.
pub(super) fn is_shared_memory(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().ends_with(b"-shm")
}
