//! Batches: all of it, or nothing, and who is told what; the same over both databases.
use crate::library::{Book, Entry, Shelf, State, each_library};
use base::Instant;
use serde_json::json;
use store::{Batch, Entity, Error, Guard, Rule, require, sql};

#[tokio::test]
async fn every_kind_of_value_comes_back_as_it_went_in() {
    each_library(async |library| {
        let shelf = library.shelf("north");
        let plain = library.book(None, 1);
        let full = Book {
            title: "Ünï \u{1F4DA} 'quoted' \"twice\" \\ \u{202E}".into(),
            state: State::GoneForGood,
            is_signed: true,
            weight: f64::MIN_POSITIVE,
            pages: i64::MAX,
            cover: Some((0..=255).collect()),
            bought_at: Some(Instant::MIN),
            notes: Some(json!({ "a": [1, null, "x"], "deep": { "ü": "\u{1F511}" } })),
            ..library.book(Some(&shelf), -1)
        };
        let last = Book {
            weight: f64::MAX,
            pages: i64::MIN,
            cover: Some(Vec::new()),
            bought_at: Some(Instant::MAX),
            notes: Some(json!("only a text")),
            ..library.book(Some(&shelf), i64::MIN)
        };
        let today =
            Book { bought_at: Some(library.clock.now()), notes: Some(json!([])), ..library.book(None, i64::MAX) };
        let batch = Batch::new().insert(&shelf).insert(&plain).insert(&full).insert(&last).insert(&today);
        assert_eq!(library.store.write(batch).await.unwrap(), 5);
        for book in [plain, full, last, today] {
            assert_eq!(library.store.get::<Book>((book.id,)).await.unwrap(), Some(book));
        }
    })
    .await;
}

#[tokio::test]
async fn a_batch_that_fails_leaves_nothing_behind_and_its_neighbours_alone() {
    each_library(async |library| {
        let (north, south) = (library.shelf("north"), library.shelf("south"));
        library.store.write(Batch::new().insert(&north)).await.unwrap();
        let twice = Batch::new().insert(&south).insert(&library.shelf("north")).insert(&library.book(None, 1));
        let (failed, fine) =
            tokio::join!(library.store.write(twice), library.store.write(Batch::new().insert(&library.shelf("west"))));
        assert_eq!(fine.unwrap(), 1);
        let Err(Error::Broken { rule: Rule::Unique, table, columns }) = failed else { panic!("{failed:?}") };
        assert_eq!((table.as_str(), columns), ("shelves", vec!["name".to_owned()]));
        assert_eq!(library.store.get::<Shelf>((south.id,)).await.unwrap(), None);
        assert_eq!(library.store.write(Batch::new()).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_lost_guard_is_named() {
    each_library(async |library| {
        let mut shelf = library.shelf("north");
        library.store.write(Batch::new().insert(&shelf)).await.unwrap();
        shelf.revision = 2;
        library.store.write(Batch::new().update(&shelf)).await.unwrap();
        let stale = library.store.write(Batch::new().update(&shelf)).await.unwrap_err();
        assert!(matches!(stale, Error::Lost(guard) if guard == Shelf::CURRENT && guard.name() == "shelves.revision"));

        let there = Guard::new("shelf.there");
        let is_there = require!((String,), "select 1 from shelves where name = $1");
        let on_the_shelf =
            |name: &str| Batch::new().require(there, is_there, (name.into(),)).insert(&library.book(Some(&shelf), 7));
        assert!(matches!(library.store.write(on_the_shelf("south")).await, Err(Error::Lost(guard)) if guard == there));
        assert_eq!(library.store.write(on_the_shelf("north")).await.unwrap(), 1);

        let both = sql!((), (i64,), "update shelves set revision = revision + $1");
        library.store.write(Batch::new().insert(&library.shelf("south"))).await.unwrap();
        let one = Guard::new("shelves.one");
        let outcome = library.store.write(Batch::new().run_one(one, both, (1,))).await;
        assert!(matches!(outcome, Err(Error::Lost(guard)) if guard == one));
        assert_eq!(library.store.get::<Shelf>((shelf.id,)).await.unwrap().unwrap().revision, 2, "it was undone");
        assert_eq!(library.store.write(Batch::new().run(both, (1,))).await.unwrap(), 2);
    })
    .await;
}

#[tokio::test]
async fn each_broken_rule_is_named_with_its_table_and_columns() {
    each_library(async |library| {
        let shelf = library.shelf("north");
        let book = library.book(Some(&shelf), 1);
        library.store.write(Batch::new().insert(&shelf).insert(&book)).await.unwrap();
        let lost = library.shelf("lost");
        let lent = Book { state: State::Lent, ..library.book(Some(&shelf), 2) };
        library.store.write(Batch::new().insert(&lent)).await.unwrap();
        let entry = Entry { number: 0, transaction_id: 0, shelf_id: lost.id, what: String::new() };
        let blank = sql!((), (Option<String>, String), "update shelves set name = $1 where name = $2");
        let cases = [
            (Batch::new().insert(&Book { id: book.id, ..library.book(None, 3) }), Rule::Unique, "books", "id"),
            (Batch::new().insert(&library.book(Some(&shelf), 1)), Rule::Unique, "books", "shelf_id place"),
            (
                Batch::new().insert(&Book { title: lent.title.clone(), state: State::Lent, ..library.book(None, 4) }),
                Rule::Unique,
                "books",
                "title",
            ),
            (Batch::new().insert(&library.book(Some(&lost), 5)), Rule::Reference, "books", "shelf_id"),
            (Batch::new().delete::<Shelf>((shelf.id,)), Rule::Reference, "books", "shelf_id"),
            (Batch::new().insert(&entry), Rule::Reference, "audit_entries", "shelf_id"),
            (
                Batch::new().insert(&Book { title: String::new(), ..library.book(None, 6) }),
                Rule::Check,
                "books",
                "title",
            ),
            (
                Batch::new().insert(&Book { pages: 0, weight: 0.0, ..library.book(None, 6) }),
                Rule::Check,
                "books",
                "pages_weight",
            ),
            (Batch::new().run(blank, (None, "north".into())), Rule::Presence, "shelves", "name"),
        ];
        for (batch, expected, of, by) in cases {
            let outcome = library.store.write(batch).await;
            let Err(Error::Broken { rule, table, columns }) = outcome else { panic!("{of} {by}: {outcome:?}") };
            assert_eq!((rule, table.as_str(), columns.join(" ").as_str()), (expected, of, by));
        }
    })
    .await;
}

#[tokio::test]
async fn a_far_read_gives_what_a_near_one_gives() {
    each_library(async |library| {
        let mut batch = Batch::new();
        for at in 0..500 {
            batch = batch.insert(&library.shelf(&format!("shelf {at:03}")));
        }
        assert_eq!(library.store.write(batch).await.unwrap(), 500);
        let names = sql!((String,), (i64,), "select name from shelves where revision = $1 order by name");
        let near = library.store.all(names, (1,)).await.unwrap();
        assert_eq!((near.len(), &near), (500, &library.store.scan(names, (1,)).await.unwrap()));
    })
    .await;
}

#[tokio::test]
async fn arguments_are_counted_by_number_and_not_by_first_appearance() {
    each_library(async |library| {
        let (north, south) = (library.shelf("north"), library.shelf("south"));
        library.store.write(Batch::new().insert(&north).insert(&south)).await.unwrap();
        let found = library.store.one(
            sql!((String,), (String, i64), "select name from shelves where revision = $2 and name = $1"),
            ("south".into(), 1),
        );
        assert_eq!(found.await.unwrap(), Some(("south".to_owned(),)));
    })
    .await;
}

#[tokio::test]
async fn a_guarded_insert_of_too_many_rows_leaves_none_behind() {
    each_library(async |library| {
        let (north, south) = (library.shelf("north"), library.shelf("south"));
        library.store.write(Batch::new().insert(&north).insert(&south)).await.unwrap();
        let copies = sql!((), (String,), "insert into audit.entries (shelf_id, what) select id, $1 from shelves");
        let one = Guard::new("entries.one");
        let outcome = library.store.write(Batch::new().run_one(one, copies, ("copied".into(),))).await;
        assert!(matches!(outcome, Err(Error::Lost(guard)) if guard == one), "{outcome:?}");
        let count = library.store.one(sql!((i64,), (), "select count(*) from audit.entries"), ()).await.unwrap();
        assert_eq!(count, Some((0,)));
    })
    .await;
}
