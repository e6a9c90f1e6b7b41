//! The configuration: default, then `DATA/aiwfe.toml`, then the environment, then flags; each value knows where it is from.
mod customs;
mod environment;
mod file;
mod keys;
mod listen;
mod load;
mod show;
mod suggest;
#[cfg(test)]
mod tests;
mod values;

pub(crate) use environment::Environment;
use keys::KEYS;
pub(crate) use listen::Listen;
pub(crate) use load::Flags;
pub(crate) use show::{as_json, as_toml};
pub(crate) use suggest::nearest;

use account::Policy;
use api::http::Customs;
use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};
use store::{Location, Options};

/// All settings, in effect.
#[derive(Debug)]
pub(crate) struct Config {
    /// The data directory.
    pub(crate) data: PathBuf,
    /// The HTTP server.
    pub(crate) server: Server,
    /// The database.
    pub(crate) database: Database,
    /// What sign-ins are held to.
    pub(crate) accounts: Policy,
    /// What the edge holds requests to.
    pub(crate) customs: Customs,
    /// The log.
    pub(crate) log: Log,
    /// Where the data directory is from.
    data_source: Source,
    /// Where each key's value is from, in the order of `KEYS`.
    sources: Vec<Source>,
}

/// The settings of the HTTP server.
#[derive(Debug)]
pub(crate) struct Server {
    /// Where to listen.
    pub(crate) listen: Listen,
    /// How long requests may go on once the server is told to stop.
    pub(crate) shutdown: Duration,
    /// How long a request may take.
    pub(crate) deadline: Duration,
    /// How many connections may be open at once.
    pub(crate) connections: usize,
}

/// The settings of the database.
#[derive(Debug)]
pub(crate) struct Database {
    /// Where it is.
    pub(crate) location: Location,
    /// How to speak with it.
    pub(crate) options: Options,
}

/// The settings of the log.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Log {
    /// From which level on.
    pub(crate) level: Level,
    /// In which form.
    pub(crate) format: Format,
}

/// How much is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

/// The form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// For people on a terminal, for programs otherwise.
    Auto,
    /// For people.
    Human,
    /// For programs.
    Json,
}

/// Where a value is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// Nobody said anything else.
    Default,
    /// The configuration file.
    File(PathBuf),
    /// A variable of the environment.
    Variable(String),
    /// An option of the command line.
    Flag(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Variable(name) => f.write_str(name),
            Self::Flag(name) => f.write_str(name),
        }
    }
}

impl Config {
    /// The file that is read for a data directory.
    pub(crate) fn file(data: &Path) -> PathBuf {
        data.join("aiwfe.toml")
    }

    /// What holds when nobody says anything.
    fn of_data(data: PathBuf, data_source: Source) -> Self {
        let location = Location::Sqlite(data.join("aiwfe.db"));
        Self {
            server: Server {
                listen: Listen::default(),
                shutdown: Duration::from_secs(25),
                deadline: Duration::from_secs(30),
                connections: 10_000,
            },
            database: Database { location, options: Options::default() },
            accounts: Policy::default(),
            customs: Customs::default(),
            log: Log { level: Level::Info, format: Format::Auto },
            sources: vec![Source::Default; KEYS.len()],
            data_source,
            data,
        }
    }
}
