//! A library on a server.
use crate::library::{Library, TABLES};
use std::ops::Deref;
use store::{Location, Options, Store};
use testkit::postgres::{self, Database};
use tokio_postgres::{Client, NoTls};

/// A library in a database of its own.
pub(crate) struct Served {
    library: Library,
    pub(crate) url: String,
    pub(crate) server: String,
    /// Dropped last: dropping it ends every connection.
    _database: Database,
}

impl Deref for Served {
    type Target = Library;

    fn deref(&self) -> &Library {
        &self.library
    }
}

impl Served {
    /// A library on the server that the run shares; none where there is no server.
    pub(crate) async fn open() -> Option<Self> {
        let server = postgres::server()?;
        Some(Self::on(&server).await)
    }

    /// A library on that server.
    pub(crate) async fn on(server: &str) -> Self {
        let database = Database::fresh(server, None).unwrap();
        let url = database.url();
        let library = Library::at(&location(&url)).await;
        Self { library, url, server: server.to_owned(), _database: database }
    }

    /// A copy of the database as it is now; nobody may be connected meanwhile.
    pub(crate) async fn copy(&self) -> Database {
        let source = self.url.rsplit('/').next().unwrap();
        end_sessions(&self.server, source).await;
        Database::fresh(&self.server, Some(source)).unwrap()
    }

    /// A connection past the store, as a stranger has it.
    pub(crate) async fn stranger(&self) -> Client {
        connect(&self.url).await
    }
}

pub(crate) fn location(url: &str) -> Location {
    Location::parse(url).unwrap()
}

pub(crate) fn open(url: &str, options: &Options) -> Store {
    Store::open(&location(url), options, TABLES).unwrap()
}

pub(crate) async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// The same place, entered as somebody else.
pub(crate) fn with_login(url: &str, login: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap();
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    format!("{scheme}://{login}@{place}")
}

/// Ends every session in a database: one that was closed lingers for a moment.
pub(crate) async fn end_sessions(server: &str, database: &str) {
    let end = format!("select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '{database}'");
    connect(server).await.batch_execute(&end).await.unwrap();
}
