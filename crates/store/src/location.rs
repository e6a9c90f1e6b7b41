//! Where a database is, and how to speak with it.
use crate::postgres::PostgresUrl;
use base::Secret;
use std::{fmt, path::PathBuf, time::Duration};

/// Where a database is. Printing it never shows a password.
#[derive(Clone, Debug)]
pub enum Location {
    /// A file.
    Sqlite(PathBuf),
    /// A server.
    Postgres(PostgresUrl),
}

impl Location {
    /// Reads `postgres://...`, `postgresql://...`, `sqlite:PATH` or a plain path; says in a sentence what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return PostgresUrl::parse(text).map(Self::Postgres);
        }
        let path = text.strip_prefix("sqlite:").map_or(text, |path| path.strip_prefix("//").unwrap_or(path));
        match path.split_once("://") {
            Some((scheme, _)) => {
                Err(format!("a database URL starts with postgres:// or sqlite:, not with {scheme}://"))
            }
            None if path.is_empty() => Err("a database URL names a server or a file".into()),
            None => Ok(Self::Sqlite(path.into())),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => url.fmt(f),
        }
    }
}

/// What stands between us and a PostgreSQL server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pooler {
    /// Nothing.
    #[default]
    None,
    /// A pooler that keeps a server connection as long as ours.
    Session,
    /// A pooler that lends a server connection for one transaction: nothing may be left behind in it.
    Transaction,
}

/// How to speak with a PostgreSQL server.
#[derive(Clone, Debug)]
pub struct Options {
    /// What stands in between.
    pub pooler: Pooler,
    /// Where to listen for wake-ups when the pooler cannot pass them on.
    pub listen_url: Option<Secret>,
    /// How many connections at most.
    pub pool_size: usize,
    /// How long a statement may run.
    pub statement_timeout: Duration,
    /// How long a statement may wait for a lock.
    pub lock_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            pooler: Pooler::None,
            listen_url: None,
            pool_size: 16,
            statement_timeout: Duration::from_secs(30),
            lock_timeout: Duration::from_secs(10),
        }
    }
}
