//! A library in a file.
use crate::library::Library;
use std::ops::Deref;
use store::Location;
use tempfile::TempDir;

/// A library in a folder of its own.
pub(crate) struct Filed {
    pub(crate) folder: TempDir,
    pub(crate) library: Library,
}

impl Deref for Filed {
    type Target = Library;

    fn deref(&self) -> &Library {
        &self.library
    }
}

impl Filed {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let library = Library::at(&location(&folder)).await;
        Self { folder, library }
    }
}

pub(crate) fn location(folder: &TempDir) -> Location {
    Location::Sqlite(folder.path().join("library.db"))
}
