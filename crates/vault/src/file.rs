//! The file of the keys: read only where nobody else may, replaced whole or not at all.
use crate::{
    error::{Error, Result},
    keys::Keys,
};
use std::{
    fs::{self, File, Metadata, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::Path,
};
use zeroize::Zeroizing;

/// By what one sees that a file was replaced or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    file: (u64, u64),
    bytes: u64,
    written: (i64, i64),
    changed: (i64, i64),
}

/// The permissions of everybody but the owner.
const OTHERS: u32 = 0o077;

impl Stamp {
    /// The stamp of the file at that path.
    pub(crate) fn at(path: &Path) -> Result<Self> {
        fs::metadata(path).map(|data| Self::of(&data)).map_err(|error| unread(path, error))
    }

    fn of(data: &Metadata) -> Self {
        Self {
            file: (data.dev(), data.ino()),
            bytes: data.len(),
            written: (data.mtime(), data.mtime_nsec()),
            changed: (data.ctime(), data.ctime_nsec()),
        }
    }
}

/// Reads the keys, if others may not.
pub(crate) fn read(path: &Path) -> Result<(Keys, Stamp)> {
    let mut file = File::open(path).map_err(|error| unread(path, error))?;
    let data = file.metadata().map_err(|error| disk(path, error))?;
    if data.mode() & OTHERS != 0 {
        return Err(Error::Exposed { path: path.to_owned(), mode: data.mode() & 0o777 });
    }
    let room = usize::try_from(data.len()).unwrap_or_default() + 1;
    let mut text = Zeroizing::new(Vec::with_capacity(room));
    file.read_to_end(&mut text).map_err(|error| disk(path, error))?;
    let keys = Keys::parse(&text).map_err(|why| Error::Damaged { path: path.to_owned(), why })?;
    Ok((keys, Stamp::of(&data)))
}

/// Does something while nobody else, in this process or another, changes the file.
pub(crate) fn alone<T>(path: &Path, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let lock = path.with_extension("lock");
    let open = || OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&lock);
    let held = open().and_then(|file| file.lock().map(|()| file)).map_err(|error| disk(&lock, error))?;
    let outcome = work();
    drop(held);
    outcome
}

/// Replaces the file, durably; ask only `alone`.
pub(crate) fn write(path: &Path, keys: &Keys) -> Result<()> {
    let new = path.with_extension("new");
    replace(path, &new, keys).map_err(|error| {
        // What a failure leaves behind would be keys, too; the next writer takes them away in any case.
        let _ = fs::remove_file(&new);
        disk(path, error)
    })
}

fn replace(path: &Path, new: &Path, keys: &Keys) -> io::Result<()> {
    match fs::remove_file(new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(new)?;
    file.write_all(&keys.text()?)?;
    file.sync_all()?;
    fs::rename(new, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

fn unread(path: &Path, error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound => Error::Missing { path: path.to_owned() },
        _ => disk(path, error),
    }
}

fn disk(path: &Path, error: io::Error) -> Error {
    Error::Disk { path: path.to_owned(), error }
}
