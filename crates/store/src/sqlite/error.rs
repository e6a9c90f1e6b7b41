//! What SQLite's errors mean.
use crate::error::{Error, Rule};
use rusqlite::{ErrorCode, ffi};

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let Some(code) = error.sqlite_error_code() else {
            return Self::Database(error.to_string());
        };
        match code {
            ErrorCode::DiskFull => Self::Full,
            // The index of the log could not grow: there was no room for it.
            _ if error.sqlite_extended_error_code() == Some(ffi::SQLITE_IOERR_SHMSIZE) => Self::Full,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Unavailable("another process holds it".into()),
            ErrorCode::ConstraintViolation => broken(&error),
            _ => Self::Database(error.to_string()),
        }
    }
}

/// Whether the error leaves the transaction in doubt, so that the whole group must fail.
pub(crate) fn is_grave(error: &rusqlite::Error) -> bool {
    let grave = [ErrorCode::DiskFull, ErrorCode::SystemIoFailure, ErrorCode::OutOfMemory, ErrorCode::DatabaseCorrupt];
    error.sqlite_error_code().is_some_and(|code| grave.contains(&code))
}

/// Whether it is a broken reference, which SQLite does not name; `on delete restrict` counts as a trigger there.
pub(crate) fn is_reference(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_extended_error_code(),
        Some(ffi::SQLITE_CONSTRAINT_FOREIGNKEY | ffi::SQLITE_CONSTRAINT_TRIGGER)
    )
}

/// Whether a failed commit has surely left nothing behind: the log had no room, or another process was in the way.
pub(crate) fn is_undone_by_rollback(error: &rusqlite::Error) -> bool {
    let harmless = [ErrorCode::DiskFull, ErrorCode::DatabaseBusy, ErrorCode::DatabaseLocked];
    error.sqlite_error_code().is_some_and(|code| harmless.contains(&code))
}

/// `UNIQUE constraint failed: tasks.space_id, tasks.id` and its like.
fn broken(error: &rusqlite::Error) -> Error {
    let rule = match error.sqlite_extended_error_code() {
        Some(ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID) => {
            Rule::Unique
        }
        Some(ffi::SQLITE_CONSTRAINT_NOTNULL) => Rule::Presence,
        Some(ffi::SQLITE_CONSTRAINT_CHECK) => Rule::Check,
        Some(ffi::SQLITE_CONSTRAINT_FOREIGNKEY | ffi::SQLITE_CONSTRAINT_TRIGGER) => Rule::Reference,
        _ => return Error::Database(error.to_string()),
    };
    let words = error.to_string();
    let named = words.split_once("failed: ").map_or("", |(_, named)| named);
    if rule == Rule::Check {
        return Error::of_constraint(rule, named);
    }
    let pairs: Vec<(&str, &str)> = named.split(", ").filter_map(|name| name.split_once('.')).collect();
    let table = pairs.first().map_or("", |(table, _)| table).to_owned();
    Error::Broken { rule, table, columns: pairs.iter().map(|(_, column)| (*column).to_owned()).collect() }
}
