//! How a connection to the file is opened: every setting the promises rest on is made here, and only here.
use crate::error::{Error, Result};
use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig, types::Value};
use std::{fs, io, os::unix::fs::FileExt, path::Path, time::Duration};

/// Marks a file as ours: "aiwf".
const APPLICATION_ID: i32 = 0x6169_7766;
/// How long a reader waits for a lock; only recovery and a change of the schema hold one that stops readers.
const READER_PATIENCE: Duration = Duration::from_secs(5);
/// How long opening waits for another process that makes, recovers or leaves the file, and how long one turn of it is.
const OPENING_PATIENCE: Duration = Duration::from_secs(30);
const OPENING_TURN: Duration = Duration::from_millis(10);
/// Beyond this the log is cut back to after it has been carried over. Where it grows, each commit has to write down its length, too: it
/// keeps what it needs while much is written.
const LOG_LIMIT_BYTES: i64 = 192 << 20;
/// How many composed statements a connection keeps prepared besides the program's own.
const COMPOSED: usize = 128;

/// Opens the file for the writer, making it if it is not there.
pub(crate) fn writer(path: &Path) -> Result<Connection> {
    make_private(path)?;
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    // Another process may be making, recovering or leaving the file at this very moment.
    connection.busy_timeout(OPENING_PATIENCE)?;
    if owner(&connection)? != APPLICATION_ID {
        claim(&connection, path)?;
    }
    keep_a_log(&connection, path)?;
    let connection = promised(connection)?;
    sync_folder(&connection, path)?;
    // The writer waits in turns of its own, so that it can be stopped meanwhile.
    connection.busy_timeout(Duration::ZERO)?;
    Ok(connection)
}

fn owner(connection: &Connection) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, "application_id", |row| row.get(0))
}

/// Marks an empty file as ours; looks and marks in one transaction, for another process may be as far.
fn claim(connection: &Connection, path: &Path) -> Result<()> {
    connection.execute_batch("begin immediate")?;
    let claimed = (|| {
        let (owner, objects) = (owner(connection)?, "select count(*) from sqlite_schema");
        match (owner, connection.query_row(objects, [], |row| row.get::<_, i64>(0))?) {
            (APPLICATION_ID, _) => Ok(()),
            (0, 0) => Ok(connection.pragma_update(None, "application_id", APPLICATION_ID)?),
            _ => Err(Error::Database(format!("{} is a SQLite file of another program", path.display()))),
        }
    })();
    connection.execute_batch(if claimed.is_ok() { "commit" } else { "rollback" })?;
    claimed
}

/// Turns to a write-ahead log. For that SQLite wants the file to itself for a moment, and does not wait for it in every case.
fn keep_a_log(connection: &Connection, path: &Path) -> Result<()> {
    let mut turns_left = OPENING_PATIENCE.as_millis() / OPENING_TURN.as_millis();
    // Read to the end, for only there it is committed.
    let turn = || -> rusqlite::Result<String> {
        let mut statement = connection.prepare("pragma journal_mode = wal")?;
        let modes = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        Ok(modes.concat())
    };
    loop {
        match turn() {
            Ok(journal) if journal == "wal" => return Ok(()),
            Ok(journal) => {
                let words = format!("{} cannot keep a write-ahead log here ({journal})", path.display());
                return Err(Error::Database(words));
            }
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && turns_left > 0 => {
                turns_left -= 1;
                std::thread::park_timeout(OPENING_TURN);
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Makes the names of the file and its log durable: SQLite tries to, but takes no notice when it cannot.
fn sync_folder(connection: &Connection, path: &Path) -> Result<()> {
    // A first look makes the log, and from now on this connection keeps it from going away.
    connection.query_row("select count(*) from sqlite_schema", [], |_| Ok(()))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| Error::Database(format!("the names in {} cannot be made durable: {error}", folder.display())))
}

/// Makes the file for its owner alone; SQLite gives the log beside it the same rights.
pub(crate) fn make_private(path: &Path) -> Result<()> {
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

/// Writes what the log holds once more. Where a sync has failed, the machine may go on handing out what it could not write
/// and never try again by itself; whatever is appended to such a log stands on nothing.
pub(crate) fn renew_log(connection: &Connection, path: &Path) -> Result<()> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    // Nobody else may append to it meanwhile.
    connection.busy_timeout(OPENING_PATIENCE)?;
    connection.execute_batch("begin immediate")?;
    let renewed = write_again(Path::new(&log));
    connection.execute_batch("rollback")?;
    connection.busy_timeout(Duration::ZERO)?;
    renewed.map_err(|error| Error::Database(format!("the log beside {} cannot be written: {error}", path.display())))
}

fn write_again(log: &Path) -> io::Result<()> {
    let log = fs::OpenOptions::new().read(true).write(true).open(log)?;
    let (mut piece, mut at) = (vec![0; 1 << 20], 0);
    loop {
        let length = log.read_at(&mut piece, at)?;
        if length == 0 {
            return log.sync_all();
        }
        log.write_all_at(&piece[..length], at)?;
        at += length as u64;
    }
}

/// Opens a file of ours as the writer does, but makes nothing and changes nothing.
pub(crate) fn examiner(path: &Path) -> Result<Connection> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(READER_PATIENCE)?;
    connection.pragma_update(None, "query_only", true)?;
    promised(connection)
}

/// Opens the file to carry its log over.
pub(crate) fn carrier(path: &Path) -> Result<Connection> {
    promised(open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?)
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

/// What holds for every connection: references are kept, a word in double quotes is a name, never a text, and a statement that
/// is prepared has one plan whatever it is given.
fn strict(connection: Connection) -> rusqlite::Result<Connection> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // Else SQLite prepares a list again for every value it is given.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::StatementStatus;

    #[test]
    fn a_list_is_prepared_once_whatever_it_is_given() {
        let connection = scratch().unwrap();
        connection.execute_batch("create table tasks (id integer primary key, state text) strict").unwrap();
        let list = "select id from tasks where state = ?1 order by id limit ?2";
        let mut statement = connection.prepare(list).unwrap();
        for limit in 1..5 {
            assert!(statement.query((limit.to_string(), limit)).unwrap().next().unwrap().is_none());
        }
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
    }
}
