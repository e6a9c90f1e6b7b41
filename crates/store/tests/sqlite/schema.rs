//! A small schema with one of everything, and stores over it in folders of their own.
use base::{Clock, Id, Instant};
use serde_json::Value;
use store::{AppliedStep, Entity, Location, OneOf, Options, Step, Store, Table};
use tempfile::TempDir;

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

pub(crate) static TABLES: &[&Table] = &store::schema([AppliedStep::TABLE, Shelf::TABLE, Book::TABLE]);

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
    pub folder: TempDir,
    pub store: Store,
    pub clock: Clock,
}

impl Library {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&location(&folder), &Options::default(), TABLES).unwrap();
        let clock = clock();
        store.migrate(steps(), &clock).await.unwrap();
        Self { folder, store, clock }
    }

    pub(crate) fn shelf(&self, name: &str) -> Shelf {
        Shelf { id: Id::new(&self.clock), name: name.into(), revision: 1 }
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

pub(crate) fn location(folder: &TempDir) -> Location {
    Location::Sqlite(folder.path().join("library.db"))
}
