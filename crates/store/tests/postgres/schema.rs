//! A small schema with one of everything, and stores over it in databases of their own.
use base::{Clock, Id, Instant};
use serde_json::Value;
use store::{AppliedStep, Entity, Location, OneOf, Options, Step, Store, Table};
use testkit::postgres::{self, Database};
use tokio_postgres::{Client, NoTls};

/// A shelf: what books refer to.
#[derive(Clone, Debug, PartialEq, Entity)]
#[table("shelves", scope = house)]
pub(crate) struct Shelf {
    #[key]
    pub id: Id,
    #[unique]
    pub name: String,
    pub revision: i64,
}

/// A book: one column of every kind.
#[derive(Clone, Debug, PartialEq, Entity)]
#[table("books", scope = house)]
#[unique(shelf_id, place)]
#[index(state, title)]
#[unique(title, only = "state = 'lent'")]
#[check(pages, weight, holds = "pages > 0 or weight > 0")]
pub(crate) struct Book {
    #[key]
    pub id: Id,
    #[refers("shelves.id", on_delete = restrict)]
    pub shelf_id: Option<Id>,
    pub place: i64,
    #[check("length(title) > 0")]
    pub title: String,
    #[default("free")]
    pub state: State,
    #[default(false)]
    pub is_signed: bool,
    pub weight: f64,
    pub pages: i64,
    pub cover: Option<Vec<u8>>,
    pub bought_at: Option<Instant>,
    pub notes: Option<Value>,
}

/// Where a book is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub(crate) enum State {
    Free,
    Lent,
    GoneForGood,
}

/// What happened to a shelf: a table in a schema of its own, with columns that the database fills.
#[derive(Clone, Debug, PartialEq, Entity)]
#[table("audit.entries", scope = house)]
#[index(shelf_id, number)]
pub(crate) struct Entry {
    #[key]
    #[serial]
    pub number: i64,
    #[transaction]
    pub transaction: i64,
    #[refers("shelves.id", on_delete = cascade)]
    pub shelf_id: Id,
    #[default("")]
    pub what: String,
}

pub(crate) static TABLES: &[&Table] = &store::schema([AppliedStep::TABLE, Shelf::TABLE, Book::TABLE, Entry::TABLE]);

/// The one step that makes the schema, drafted from the entities.
pub(crate) fn steps() -> &'static [Step] {
    let mut text = String::new();
    for shape in store::shape::shapes(TABLES).iter().filter(|shape| shape.name != "schema_steps") {
        for statement in shape.create() {
            text.push_str(&statement);
            text.push_str(";\n");
        }
    }
    vec![Step { number: 1, name: "start", text: text.leak() }].leak()
}

pub(crate) fn clock() -> Clock {
    Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1)
}

/// A library of its own, with its schema.
pub(crate) struct Library {
    pub store: Store,
    pub clock: Clock,
    pub url: String,
    pub server: String,
    /// Dropped last: dropping it ends every connection.
    _database: Database,
}

impl Library {
    /// A library on the server that the run shares; none where there is no server.
    pub(crate) async fn open() -> Option<Self> {
        let server = postgres::server()?;
        Some(Self::on(&server).await)
    }

    /// A library on that server.
    pub(crate) async fn on(server: &str) -> Self {
        let database = Database::fresh(server, None).unwrap();
        let url = database.url();
        let store = open(&url, &Options::default());
        let clock = clock();
        store.migrate(steps(), &clock).await.unwrap();
        Self { store, clock, url, server: server.to_owned(), _database: database }
    }

    pub(crate) fn shelf(&self, name: &str) -> Shelf {
        shelf(&self.clock, name)
    }

    pub(crate) fn book(&self, shelf: Option<&Shelf>, place: i64) -> Book {
        Book {
            id: Id::new(&self.clock),
            shelf_id: shelf.map(|shelf| shelf.id),
            place,
            title: format!("Volume {place}"),
            state: State::Free,
            is_signed: false,
            weight: 0.5,
            pages: 100,
            cover: None,
            bought_at: None,
            notes: None,
        }
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

pub(crate) fn shelf(clock: &Clock, name: &str) -> Shelf {
    Shelf { id: Id::new(clock), name: name.into(), revision: 1 }
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
