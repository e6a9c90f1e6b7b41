//! How a connection to the file is opened: every setting the promises rest on is made here, and only here.
use crate::error::{Error, Result};
use rusqlite::{Connection, OpenFlags, config::DbConfig, types::Value};
use std::{fs, io, path::Path, time::Duration};

/// Marks a file as ours: "aiwf".
const APPLICATION_ID: i32 = 0x6169_7766;
/// How long a reader waits for a lock; only recovery and a change of the schema hold one that stops readers.
const READER_PATIENCE: Duration = Duration::from_secs(5);
/// Beyond this the log is cut back to after it has been carried over.
const LOG_LIMIT_BYTES: i64 = 64 << 20;
/// How many composed statements a connection keeps prepared besides the program's own.
const COMPOSED: usize = 128;

/// Opens the file for the writer, making it if it is not there.
pub(crate) fn writer(path: &Path) -> Result<Connection> {
    make_private(path)?;
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    // The writer waits in turns of its own, so that it can be stopped meanwhile.
    connection.busy_timeout(Duration::ZERO)?;
    let owner: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if owner != APPLICATION_ID {
        let objects: i64 = connection.query_row("select count(*) from sqlite_schema", [], |row| row.get(0))?;
        if owner != 0 || objects > 0 {
            return Err(Error::Database(format!("{} is a SQLite file of another program", path.display())));
        }
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    let journal: String = connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    if journal != "wal" {
        return Err(Error::Database(format!("{} cannot keep a write-ahead log here ({journal})", path.display())));
    }
    promised(connection)
}

/// Makes the file for its owner alone; SQLite gives the log beside it the same rights.
fn make_private(path: &Path) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(Error::Database(format!("{} cannot be made: {error}", path.display())))
        }
        _ => Ok(()),
    }
}

/// Opens a file of ours as the writer does, but makes nothing and changes nothing.
pub(crate) fn examiner(path: &Path) -> Result<Connection> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(READER_PATIENCE)?;
    connection.pragma_update(None, "query_only", true)?;
    promised(connection)
}

/// What the promises rest on: each setting, and the value it reads back as.
pub(crate) const PROMISED: &[(&str, &str)] = &[
    ("journal_mode", "wal"),
    ("synchronous", "2"),
    ("foreign_keys", "1"),
    ("wal_autocheckpoint", "0"),
    ("encoding", "UTF-8"),
];

fn promised(connection: Connection) -> Result<Connection> {
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "journal_size_limit", LOG_LIMIT_BYTES)?;
    Ok(connection)
}

/// A setting's value as text.
pub(crate) fn words(value: &Value) -> String {
    match value {
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        other => format!("{other:?}"),
    }
}

/// Opens the file for reading.
pub(crate) fn reader(path: &Path) -> Result<Connection> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(READER_PATIENCE)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// An empty database in memory, to build the reference in.
pub(crate) fn scratch() -> Result<Connection> {
    Ok(strict(Connection::open_in_memory()?)?)
}

fn open(path: &Path, flags: OpenFlags) -> Result<Connection> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|error| Error::Database(format!("{} cannot be opened: {error}", path.display())))?;
    connection.set_prepared_statement_cache_capacity(crate::STATEMENTS.len() + COMPOSED);
    Ok(strict(connection)?)
}

/// What holds for every connection: references are kept, and a word in double quotes is a name, never a text.
fn strict(connection: Connection) -> rusqlite::Result<Connection> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    Ok(connection)
}
