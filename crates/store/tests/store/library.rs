//! A small schema with one of everything, and libraries over it in databases of their own.
use base::{Clock, Id, Instant};
use serde::Serialize;
use serde_json::Value;
use store::{AppliedStep, Entity, Location, OneOf, Options, Step, Store, Table};
use testkit::each_database;

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
#[derive(Clone, Debug, PartialEq, Entity, Serialize)]
#[table("books", scope = house)]
#[unique(shelf_id, place)]
#[index(state, title, id)]
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
    #[serde(skip_serializing)]
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
#[derive(Clone, Debug, PartialEq, Entity, Serialize)]
#[table("audit.entries", scope = house)]
#[index(shelf_id, number)]
pub(crate) struct Entry {
    #[key]
    #[serial]
    #[serde(default, skip)]
    pub number: i64,
    #[transaction]
    pub transaction_id: i64,
    #[refers("shelves.id", on_delete = cascade)]
    pub shelf_id: Id,
    #[default("")]
    #[serde(serialize_with = "String::serialize")]
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

/// A library with its schema.
pub(crate) struct Library {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
}

/// Tells the same story over both databases.
pub(crate) async fn each_library(story: impl AsyncFn(&Library)) {
    each_database(async |location| {
        let library = Library::at(&location).await;
        story(&library).await;
        library.store.close().await;
    })
    .await;
}

impl Library {
    pub(crate) async fn at(location: &Location) -> Self {
        let (store, clock) = (Store::open(location, &Options::default(), TABLES).unwrap(), clock());
        store.migrate(steps(), &clock).await.unwrap();
        Self { store, clock }
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
}

pub(crate) fn shelf(clock: &Clock, name: &str) -> Shelf {
    Shelf { id: Id::new(clock), name: name.into(), revision: 1 }
}
