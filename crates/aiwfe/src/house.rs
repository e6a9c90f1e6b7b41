//! The store as this program uses it: where it is, what can go wrong with it, and what that means for whoever started it.
use crate::{
    config::{Config, Database},
    exit::{Exit, Failure},
    lock::{self, Lock, Purpose},
    wiring,
};
use account::{Desk, Policy, passwords::Refused};
use base::Clock;
use std::path::{Path, PathBuf};
use store::{Error, Finding, Location, Options, Refusal, Store};

/// Why the store was not taken into service.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// It cannot be reached, and may be later.
    Away(String),
    /// It is not as it must be.
    Wrong(Vec<Finding>),
    /// It will not do, in one sentence.
    Failed(Failure),
}

/// The desk at the door, with the passwords that the house refuses besides.
pub(crate) fn desk(accounts: &Policy) -> Result<Desk, Failure> {
    let desk = Desk::measured(accounts.clone());
    let Some(path) = &accounts.refused_passwords else { return Ok(desk) };
    let wrong = |why| Failure::refused(format!("accounts.refused_passwords: {} {why}", path.display()));
    Refused::open(path).map(|refused| desk.refusing(refused)).map_err(wrong)
}

/// The file of a SQLite database.
pub(crate) fn file(database: &Database) -> Option<&Path> {
    match &database.location {
        Location::Sqlite(path) => Some(path),
        Location::Postgres(_) => None,
    }
}

/// Whether the file lies in the data directory, however the two are spelled.
pub(crate) fn is_inside(data: &Path, file: &Path) -> bool {
    folder(file) == real(data)
}

/// Locks the data directory, and the file too where it lies elsewhere; PostgreSQL is shared and needs no lock.
pub(crate) async fn lock(config: &Config, purpose: Purpose, clock: &Clock) -> Result<Vec<Lock>, Failure> {
    let Some(file) = file(&config.database) else { return Ok(Vec::new()) };
    let mut locks = Vec::new();
    for path in lock_paths(&config.data, file) {
        locks.push(Lock::take(&path, purpose, clock).await?);
    }
    Ok(locks)
}

/// `aiwfe.db` is locked by the `aiwfe.lock` beside it, so that a server which reaches the file by way of another data
/// directory meets the same lock.
fn lock_paths(data: &Path, file: &Path) -> Vec<PathBuf> {
    let own = lock::path(&real(data));
    let beside = folder(file).join(file.file_name().unwrap_or_default());
    let mut of_file = beside.with_extension("lock");
    if of_file == beside {
        of_file.as_mut_os_string().push(".lock");
    }
    if of_file == own { vec![own] } else { vec![own, of_file] }
}

fn folder(file: &Path) -> PathBuf {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => real(parent),
        _ => real(Path::new(".")),
    }
}

/// The one spelling of a path, as far as it is there.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// Opens the store, making its file if need be.
pub(crate) fn open(database: &Database) -> Result<Store, Failure> {
    let Database { location, options } = database;
    Store::open(location, options, wiring::TABLES).map_err(|error| failed(database, error))
}

/// Opens the store only to look.
pub(crate) fn look(database: &Database) -> Result<Store, Failure> {
    let Database { location, options } = database;
    Store::look(location, options, wiring::TABLES).map_err(|error| failed(database, error))
}

/// An empty database in memory, for questions that need none.
pub(crate) fn nothing() -> Result<Store, Failure> {
    look(&Database { location: Location::Sqlite(":memory:".into()), options: Options::default() })
}

/// Brings the schema up to date and compares all of it with what the program needs; tells which steps were applied.
pub(crate) async fn start(store: &Store, database: &Database, clock: &Clock) -> Result<Vec<i64>, Trouble> {
    let applied = store.migrate(wiring::STEPS, clock).await.map_err(|refusal| trouble(database, refusal))?;
    let examination = store.examine(wiring::STEPS).await.map_err(|error| trouble(database, Refusal::Failed(error)))?;
    match examination.is_sound() {
        true => Ok(applied),
        false => Err(Trouble::Wrong(examination.findings)),
    }
}

/// What a refusal of the store means here.
pub(crate) fn trouble(database: &Database, refusal: Refusal) -> Trouble {
    match refusal {
        Refusal::Findings(findings) => Trouble::Wrong(findings),
        Refusal::Failed(Error::Unavailable(why)) if file(database).is_none() => Trouble::Away(why),
        Refusal::Failed(error) => Trouble::Failed(failed(database, error)),
    }
}

/// A fault of the store as a sentence with an exit code.
fn failed(database: &Database, error: Error) -> Failure {
    let place = match &database.location {
        Location::Sqlite(path) => path.display().to_string(),
        Location::Postgres(url) => url.to_string(),
    };
    match error {
        Error::Full => Failure::new(Exit::Disk, format!("{place}: the disk is full; make room and start again")),
        Error::Unavailable(why) if file(database).is_some() => {
            Failure::new(Exit::Held, format!("{place} cannot be used just now: {why}; stop that process or try again"))
        }
        Error::Unavailable(why) => {
            Failure::new(Exit::Unchecked, format!("{place} cannot be reached: {why}; see that the server runs"))
        }
        Error::Database(words) if words.contains(&place) => {
            Failure::refused(format!("{words}; name another file with --database"))
        }
        other => Failure::refused(format!("{place}: {other}; `aiwfe doctor` says more")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_locked_by_the_same_lock_however_it_is_reached() {
        let folder = tempfile::tempdir().unwrap();
        let root = real(folder.path());
        let [one, other] = ["one", "other"].map(|name| root.join(name));
        [&one, &other].into_iter().for_each(|data| std::fs::create_dir(data).unwrap());
        assert_eq!(lock_paths(&one, &one.join("aiwfe.db")), [one.join("aiwfe.lock")]);
        assert_eq!(lock_paths(&root.join("./other/../one"), &one.join("aiwfe.db")), [one.join("aiwfe.lock")]);
        assert_eq!(lock_paths(&other, &one.join("aiwfe.db")), [other.join("aiwfe.lock"), one.join("aiwfe.lock")]);
        assert_eq!(lock_paths(&one, &one.join("x.lock")), [one.join("aiwfe.lock"), one.join("x.lock.lock")]);
    }
}
