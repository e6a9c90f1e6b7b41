//! The same story over both databases.
use crate::postgres::{self, Database};
use rusqlite::Connection;
use std::{io, time::Duration};
use store::Location;

/// Runs a test over an empty SQLite file, and over an empty PostgreSQL database where there is a server.
pub async fn each_database(test: impl AsyncFn(Location)) {
    let folder = tempfile::tempdir().expect("a folder");
    test(Location::Sqlite(folder.path().join("test.db"))).await;
    if let Some(server) = postgres::server() {
        let database = Database::fresh(&server, None).expect("a database");
        test(Location::parse(&database.url()).expect("its location")).await;
    }
}

/// Runs statements past the product in the database at that URL, or in that file: there no check is looked at.
pub fn force(place: &str, statements: &str) -> io::Result<()> {
    if place.starts_with("postgres") {
        return postgres::run(place, statements);
    }
    let unchecked = || {
        let file = Connection::open(place)?;
        file.busy_timeout(Duration::from_secs(30))?;
        file.pragma_update(None, "ignore_check_constraints", true)?;
        file.execute_batch(statements)
    };
    unchecked().map_err(io::Error::other)
}
