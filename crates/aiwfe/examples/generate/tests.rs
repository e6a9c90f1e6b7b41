//! A drafted step leads from the tables as they were to the tables as they are, with their rows, on both databases.
use crate::draft;
use base::{Clock, Id};
use store::{AppliedStep, Batch, Entity, OneOf, Options, Step, Store, Table, shape, shape::Shape, sql};
use testkit::each_database;

/// The schema as it was.
mod before {
    use super::*;

    #[derive(Entity)]
    #[table("shelves", scope = house)]
    pub(super) struct Shelf {
        #[key]
        pub id: Id,
        #[check("length(name) > 0")]
        pub name: String,
        pub height: i64,
        pub colour: Option<String>,
        #[default("low")]
        pub place: Place,
    }

    #[derive(Clone, Copy, OneOf)]
    pub(super) enum Place {
        Low,
        High,
    }

    #[derive(Entity)]
    #[table("audit.books", scope = house)]
    #[index(title, id)]
    pub(super) struct Book {
        #[key]
        pub id: Id,
        #[refers("shelves.id", on_delete = restrict)]
        pub shelf_id: Id,
        #[index]
        pub title: String,
    }

    #[derive(Entity)]
    #[table("lamps", scope = house)]
    pub(super) struct Lamp {
        #[key]
        pub id: Id,
    }

    pub(super) static TABLES: &[&Table] = &store::schema([AppliedStep::TABLE, Shelf::TABLE, Book::TABLE, Lamp::TABLE]);
}

/// The schema as it is: columns come, go and change, constraints and indexes too, a table goes and another comes.
mod after {
    use super::*;

    #[derive(Entity)]
    #[table("shelves", scope = house)]
    pub(super) struct Shelf {
        #[key]
        pub id: Id,
        #[unique]
        pub name: String,
        pub colour: Option<String>,
        #[default("middle")]
        pub place: Place,
        #[default(7)]
        #[check("boards > 0")]
        pub boards: i64,
    }

    #[derive(Clone, Copy, OneOf)]
    pub(super) enum Place {
        Low,
        Middle,
        High,
    }

    #[derive(Entity)]
    #[table("audit.books", scope = house)]
    #[index(title, id, only = "title > 'a'")]
    pub(super) struct Book {
        #[key]
        pub id: Id,
        #[refers("shelves.id", on_delete = cascade)]
        pub shelf_id: Option<Id>,
        pub title: String,
        #[default(false)]
        pub is_lent: bool,
    }

    #[derive(Entity)]
    #[table("readers", scope = house)]
    pub(super) struct Reader {
        #[key]
        pub id: Id,
        #[index]
        #[refers("audit.books.id", on_delete = set_null)]
        pub book_id: Option<Id>,
    }

    pub(super) static TABLES: &[&Table] =
        &store::schema([AppliedStep::TABLE, Shelf::TABLE, Book::TABLE, Reader::TABLE]);
}

fn shapes(tables: &[&Table]) -> Vec<Shape> {
    shape::shapes(tables).into_iter().filter(|shape| shape.name != crate::HISTORY).collect()
}

#[tokio::test]
async fn pt_07_a_drafted_step_leads_to_the_new_schema_with_the_old_rows() {
    let (old, new) = (shapes(before::TABLES), shapes(after::TABLES));
    let first = Step { number: 1, name: "start", text: draft::step(&[], &old).leak() };
    let second = Step { number: 2, name: "change", text: draft::step(&old, &new).leak() };
    let steps: &'static [Step] = vec![first, second].leak();
    each_database(async |location| {
        let clock = Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1);
        let store = Store::open(&location, &Options::default(), before::TABLES).unwrap();
        store.migrate(&steps[..1], &clock).await.unwrap();
        let shelf = before::Shelf {
            id: Id::new(&clock),
            name: "north".into(),
            height: 3,
            colour: Some("red".into()),
            place: before::Place::High,
        };
        let book = before::Book { id: Id::new(&clock), shelf_id: shelf.id, title: "one".into() };
        store.write(Batch::new().insert(&shelf).insert(&book)).await.unwrap();
        store.close().await;

        let store = Store::open(&location, &Options::default(), after::TABLES).unwrap();
        assert_eq!(store.migrate(steps, &clock).await.unwrap(), [2]);
        let examined = store.examine(steps).await.unwrap();
        let schema: Vec<_> = examined.findings.iter().filter(|finding| finding.id != "DB.E011").collect();
        // The statements of the old entities are still in this program, and do not hold any more.
        assert!(schema.is_empty(), "{schema:#?}\n{}", second.text);
        let shelves = sql!((String, String, i64), (), "select name, place, boards from shelves");
        assert_eq!(store.all(shelves, ()).await.unwrap(), [("north".to_owned(), "high".to_owned(), 7)]);
        let book = store.get::<after::Book>((book.id,)).await.unwrap().unwrap();
        assert_eq!((book.shelf_id, book.title.as_str(), book.is_lent), (Some(shelf.id), "one", false));
        store.close().await;
    })
    .await;
}

#[test]
fn nothing_is_drafted_where_nothing_differs() {
    assert_eq!(draft::step(&shapes(after::TABLES), &shapes(after::TABLES)), "");
}

#[test]
fn what_both_databases_can_alter_is_not_built_anew() {
    let old = shapes(before::TABLES);
    let mut new = old.clone();
    let shelf = new.iter_mut().find(|shape| shape.name == "shelves").unwrap();
    shelf.columns.push(shape::Part { name: "note".into(), text: "{text}".into() });
    assert_eq!(draft::step(&old, &new), "alter table shelves add column note {text};\n");
}
