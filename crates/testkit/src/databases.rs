//! The same story over both databases.
use crate::postgres::{self, Database};
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
