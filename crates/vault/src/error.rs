//! What can go wrong with keys and with what is sealed under them. No message holds a key or a plaintext.
use crate::{key::KeyId, sealed::Place};
use std::{fmt, io, path::PathBuf};
use store::{Finding, Level};

/// What a vault gives, or why not.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a vault did not do it.
#[derive(Debug)]
pub enum Error {
    /// The file of the keys is not there.
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// Others than its owner may open the file of the keys.
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// The file of the keys does not say what it must.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The file of the keys cannot be read or written.
    Disk {
        /// The file.
        path: PathBuf,
        /// In the system's words.
        error: io::Error,
    },
    /// The system gives no chance to make a key or a nonce of.
    Entropy(getrandom::Error),
    /// A value does not have the form of a sealed one.
    Malformed(Place),
    /// A value was sealed under a key that is not there.
    UnknownKey {
        /// Where the value stands.
        place: Place,
        /// The key.
        key: KeyId,
    },
    /// A value was changed, or was sealed for another place.
    Tampered(Place),
    /// A key cannot be done away with.
    Kept {
        /// The key.
        key: KeyId,
        /// What stands in the way.
        why: String,
    },
    /// The database did not do its part.
    Store(store::Error),
}

impl Error {
    /// What to do about it.
    pub fn next(&self) -> &'static str {
        match self {
            Self::Missing { .. } | Self::Damaged { .. } => {
                "put back the copy of the file that was kept apart from the database"
            }
            Self::Exposed { .. } => "take the permissions of others away with chmod 600, and rotate the keys",
            Self::Disk { .. } => "see to the disk and to the owner of the file",
            Self::Entropy(_) => "see to /dev/urandom of this machine",
            Self::UnknownKey { .. } => "put back the copy of the file of the keys that holds this one",
            Self::Malformed(_) | Self::Tampered(_) => {
                "find out who writes to the database besides the program; restore the value from a backup, or enter it anew"
            }
            Self::Kept { .. } => "seal what there is under the current key first, and wait an hour after a rotation",
            Self::Store(_) => "see to the database",
        }
    }

    /// What a start is refused with, or a doctor tells.
    pub fn finding(&self) -> Finding {
        let (id, expected) = match self {
            Self::Exposed { .. } => ("SEC.E030", "a file that its owner alone may open"),
            _ => ("SEC.E031", "keys that open what the database holds sealed"),
        };
        Finding {
            id,
            level: Level::Error,
            subject: "keys".into(),
            observed: self.to_string(),
            expected: expected.into(),
            evidence: "read the file of the keys, and opened what was sealed under them".into(),
            next: self.next().into(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Missing { path } => write!(f, "{} is not there, and with it the keys", path.display()),
            Self::Exposed { path, mode } => {
                write!(f, "{} holds keys and has the mode {mode:03o}, so that others may open it", path.display())
            }
            Self::Damaged { path, why } => write!(f, "{} holds no keys that can be used: {why}", path.display()),
            Self::Disk { path, error } => write!(f, "{} cannot be read or written: {error}", path.display()),
            Self::Entropy(error) => write!(f, "the system gives no chance to make keys of: {error}"),
            Self::Malformed(place) => write!(f, "{place} does not hold a sealed value"),
            Self::UnknownKey { place, key } => write!(f, "{place} was sealed under the key {key}, which is not there"),
            Self::Tampered(place) => {
                write!(f, "{place} holds a value that was changed or was sealed for another place")
            }
            Self::Kept { key, why } => write!(f, "the key {key} cannot be done away with: {why}"),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

/// Whoever asked for an operation has no part in it.
impl From<Error> for base::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Store(error) => error.into(),
            other => Self::Internal { cause: other.to_string() },
        }
    }
}
