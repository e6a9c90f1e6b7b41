//! Opening a house over each database, and closing it.
use crate::{House, Inner, scan, seen::Seen};
use account::TokenDoors;
use aiwfe::{
    Embedded,
    wiring::{STEPS, TABLES},
};
use api::App;
use base::Clock;
use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
    sync::Arc,
    time::Duration,
};
use store::{Location, Options, Store};
use testkit::postgres::{self, Database};

/// How long a request may take.
const DEADLINE: Duration = Duration::from_secs(30);

/// Runs a test in a house over a SQLite file, and in one over a PostgreSQL database where there is a server.
pub async fn each_house(test: impl AsyncFn(House)) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("house.db");
    let file = open(&Location::Sqlite(path.clone()));
    migrate(&file).await;
    inhabit(file, path.display().to_string(), folder.path(), &test).await;
    let Some(server) = postgres::server() else { return };
    let fill = async |url: String| {
        let template = open(&location(&url));
        migrate(&template).await;
        template.close().await;
        Ok::<_, String>(())
    };
    Database::template(&server, &template(), fill).expect("a template");
    let database = Database::fresh(&server, Some(&template())).expect("a database");
    let folder = tempfile::tempdir().expect("a folder");
    inhabit(open(&location(&database.url())), database.url(), folder.path(), &test).await;
}

async fn inhabit(store: Store, place: String, data: &Path, test: &impl AsyncFn(House)) {
    let app = App::new(store.clone(), clock(), Arc::new(TokenDoors::default()));
    app.lies_in(data);
    let embedded = Embedded::start(&app, DEADLINE);
    test(House(Arc::new(Inner { app: app.clone(), embedded, seen: Seen::default(), place }))).await;
    app.stop();
    scan::everything_holds(&store).await;
    store.close().await;
}

fn clock() -> Clock {
    Clock::held("2026-11-20T08:00:00Z".parse().expect("an instant"), 1)
}

fn location(url: &str) -> Location {
    Location::parse(url).expect("a location")
}

fn open(location: &Location) -> Store {
    Store::open(location, &Options::default(), TABLES).expect("a store")
}

async fn migrate(store: &Store) {
    store.migrate(STEPS, &clock()).await.expect("the steps");
}

/// The name of the template that holds this history and no other.
fn template() -> String {
    let mut history = DefaultHasher::new();
    STEPS.iter().for_each(|step| step.checksum().hash(&mut history));
    format!("house_{:016x}", history.finish())
}
