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
        if let Some(scheme) = ["postgres", "postgresql"]
            .iter()
            .find(|scheme| text.starts_with(&format!("{scheme}/")) || text.starts_with(&format!("{scheme}:")))
        {
            return Err(format!("the URL of a PostgreSQL database starts with {scheme}://"));
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

#[cfg(test)]
mod tests {
    use super::Location;

    #[test]
    fn a_location_is_a_file_or_a_server_and_says_what_is_wrong_with_it() {
        for text in ["sqlite:a.db", "sqlite:///var/a.db", "a.db", "./postgres.db", "/var/lib/x:y"] {
            assert!(matches!(Location::parse(text), Ok(Location::Sqlite(_))), "{text}");
        }
        for text in
            ["", "sqlite:", "mysql://me:hunter2@host/x", "postgres//me:hunter2@host/x", "postgresql:/me:hunter2@host"]
        {
            let said = Location::parse(text).unwrap_err();
            assert!(!said.contains("hunter2"), "{said}");
        }
    }
}
