//! The lock on a data directory: one server, one migration or one import at a time.
use crate::exit::{Exit, Failure};
use base::Clock;
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    process,
    time::Duration,
};

/// What the lock is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Purpose {
    /// `aiwfe serve`, which holds it for as long as it runs.
    Serve,
    /// `aiwfe migrate apply`, which is done soon.
    Migrate,
    /// `aiwfe import`, which may take long.
    Import,
}

/// Who holds the lock. Only information: the lock is the system's own, and ends with its process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Holder {
    pid: u32,
    command: Purpose,
    since: String,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let command = match self.command {
            Purpose::Serve => "aiwfe serve",
            Purpose::Migrate => "aiwfe migrate",
            Purpose::Import => "aiwfe import",
        };
        write!(f, "`{command}` with process id {}, since {}", self.pid, self.since)
    }
}

impl Holder {
    /// Whether that process is there: what a killed one wrote stays behind until the next holder has written its own name.
    fn is_alive(&self) -> bool {
        Path::new("/proc").join(self.pid.to_string()).exists()
    }
}

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Nobody is misled by a name that could not be taken away: it is not trusted.
        let _ = self.0.set_len(0);
    }
}

/// How the lock was found.
#[derive(Debug)]
enum Attempt {
    Taken(Lock),
    Held(Option<Holder>),
}

/// How often a migration in the way is asked whether it is done.
const TURN: Duration = Duration::from_millis(50);
/// So many turns a holder that has not yet written its name gets to do so.
const TURNS_TO_SIGN: u32 = 40;

impl Lock {
    /// Takes the lock, after waiting for a migration that holds it; a server or an import that holds it is not waited for.
    pub(crate) async fn take(path: &Path, purpose: Purpose, clock: &Clock) -> Result<Self, Failure> {
        let mut doubtful_turns = 0;
        let mut told = false;
        loop {
            let holder = match attempt(path, purpose, clock).map_err(|error| unusable(path, &error))? {
                Attempt::Taken(lock) => return Ok(lock),
                Attempt::Held(holder) => holder,
            };
            match holder {
                Some(holder) if holder.is_alive() && holder.command != Purpose::Migrate => {
                    return Err(held(path, &holder.to_string()));
                }
                Some(holder) if holder.is_alive() => {
                    if !told {
                        tracing::info!("waiting for {holder}");
                        told = true;
                    }
                }
                holder if doubtful_turns == TURNS_TO_SIGN => {
                    let holder = holder.map_or_else(|| "another process".into(), |holder| holder.to_string());
                    return Err(held(path, &holder));
                }
                _ => doubtful_turns += 1,
            }
            tokio::time::sleep(TURN).await;
        }
    }
}

fn attempt(path: &Path, purpose: Purpose, clock: &Clock) -> io::Result<Attempt> {
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
    match file.try_lock() {
        Ok(()) => {
            sign(&mut file, &Holder { pid: process::id(), command: purpose, since: clock.now().to_string() })?;
            Ok(Attempt::Taken(Lock(file)))
        }
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            file.read_to_string(&mut text)?;
            Ok(Attempt::Held(serde_json::from_str(&text).ok()))
        }
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn sign(file: &mut File, holder: &Holder) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(&serde_json::to_vec(holder)?)
}

fn held(path: &Path, holder: &str) -> Failure {
    let data = path.parent().unwrap_or(path).display();
    Failure::new(
        Exit::Held,
        format!("{data} is held by {holder}; stop that first, or choose another place with --data or --database"),
    )
}

fn unusable(path: &Path, error: &io::Error) -> Failure {
    Failure::of_disk(
        &format!("{} cannot be locked", path.display()),
        error,
        "choose another place with --data or --database",
    )
}

/// The file that is locked in a data directory.
pub(crate) fn path(data: &Path) -> PathBuf {
    data.join("aiwfe.lock")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_server_is_named_and_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let (path, clock) = (path(folder.path()), Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1));
        let first = Lock::take(&path, Purpose::Serve, &clock).await.unwrap();
        for purpose in [Purpose::Serve, Purpose::Migrate, Purpose::Import] {
            let failure = Lock::take(&path, purpose, &clock).await.unwrap_err();
            assert_eq!(failure.exit, Exit::Held);
            let named = format!("`aiwfe serve` with process id {}, since 2026-11-20T08:00:00.000000Z", process::id());
            assert!(failure.to_string().contains(&named), "{failure}");
        }
        drop(first);
        Lock::take(&path, Purpose::Serve, &clock).await.unwrap();
    }

    #[tokio::test]
    async fn a_migration_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let (path, clock) = (path(folder.path()), Clock::system());
        let first = Lock::take(&path, Purpose::Migrate, &clock).await.unwrap();
        let second = Lock::take(&path, Purpose::Serve, &clock);
        tokio::pin!(second);
        assert!(tokio::time::timeout(TURN * 3, &mut second).await.is_err(), "it was not waited for");
        drop(first);
        second.await.unwrap();
    }

    #[tokio::test]
    async fn the_name_of_a_process_that_is_gone_is_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        let (path, clock) = (path(folder.path()), Clock::system());
        // No process has so high an id. Whoever has the lock has not yet written its own name.
        let gone = r#"{"pid":4294967295,"command":"serve","since":"2026-11-20T08:00:00.000000Z"}"#;
        std::fs::write(&path, gone).unwrap();
        let first = File::open(&path).unwrap();
        first.lock().unwrap();
        let second = Lock::take(&path, Purpose::Migrate, &clock);
        tokio::pin!(second);
        assert!(tokio::time::timeout(TURN * 3, &mut second).await.is_err(), "it was not waited for");
        drop(first);
        second.await.unwrap();
    }

    #[tokio::test]
    async fn what_the_file_says_locks_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (path, clock) = (path(folder.path()), Clock::system());
        std::fs::write(&path, r#"{"pid":1,"command":"serve","since":"2026-11-20T08:00:00.000000Z"}"#).unwrap();
        Lock::take(&path, Purpose::Serve, &clock).await.unwrap();
    }

    #[tokio::test]
    async fn a_file_that_cannot_be_made_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = path(&folder.path().join("gone"));
        let failure = Lock::take(&path, Purpose::Serve, &Clock::system()).await.unwrap_err();
        assert_eq!(failure.exit, Exit::Refused);
        assert!(failure.to_string().contains("aiwfe.lock cannot be locked: no such file or directory"), "{failure}");
    }
}
