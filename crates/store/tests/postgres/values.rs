//! Values, batches and guards: the same as over a file.
use crate::schema::{Book, Entry, Library, Shelf, State};
use base::Instant;
use serde_json::json;
use store::{Batch, Entity, Error, Guard, Rule, require, sql};

#[tokio::test]
async fn every_kind_of_value_comes_back_as_it_went_in() {
    let Some(library) = Library::open().await else { return };
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
    let today = Book { bought_at: Some(library.clock.now()), notes: Some(json!([])), ..library.book(None, i64::MAX) };
    let batch = Batch::new().insert(&shelf).insert(&plain).insert(&full).insert(&last).insert(&today);
    assert_eq!(library.store.write(batch).await.unwrap(), 5);
    for book in [plain, full, last, today] {
        assert_eq!(library.store.get::<Book>((book.id,)).await.unwrap(), Some(book));
    }
}

#[tokio::test]
async fn what_the_database_fills_in_comes_back_filled() {
    let Some(library) = Library::open().await else { return };
    let shelf = library.shelf("north");
    let entry = Entry { number: 0, transaction: 0, shelf_id: shelf.id, what: "made".into() };
    library.store.write(Batch::new().insert(&shelf).insert(&entry).insert(&entry)).await.unwrap();
    let first = library.store.get::<Entry>((1,)).await.unwrap().unwrap();
    let second = library.store.get::<Entry>((2,)).await.unwrap().unwrap();
    assert!(first.transaction > 0 && first.transaction == second.transaction);
    assert_eq!(library.store.get::<Entry>((3,)).await.unwrap(), None);
}

#[tokio::test]
async fn a_column_that_holds_something_else_is_named() {
    let Some(library) = Library::open().await else { return };
    let shelf = library.shelf("north");
    let book = library.book(None, 1);
    library.store.write(Batch::new().insert(&shelf).insert(&book)).await.unwrap();
    let stranger = library.stranger().await;
    stranger.batch_execute("update books set bought_at = 'infinity'").await.unwrap();
    let outcome = library.store.get::<Book>((book.id,)).await;
    assert!(matches!(&outcome, Err(Error::Decode { at, .. }) if at == "books.bought_at"), "{outcome:?}");
    stranger.batch_execute("alter table shelves alter revision type numeric").await.unwrap();
    let outcome = library.store.get::<Shelf>((shelf.id,)).await;
    assert!(matches!(&outcome, Err(Error::Decode { at, .. }) if at == "shelves.revision"), "{outcome:?}");
}

#[tokio::test]
async fn a_schema_that_changes_under_a_prepared_statement_fails_no_request() {
    let Some(library) = Library::open().await else { return };
    let shelf = library.shelf("north");
    library.store.write(Batch::new().insert(&shelf)).await.unwrap();
    let names = sql!((String,), (), "select name from shelves order by name");
    assert_eq!(library.store.all(names, ()).await.unwrap(), [("north".to_owned(),)]);
    let widen = "alter table shelves alter name type varchar(300); alter table shelves alter revision type bigint";
    library.stranger().await.batch_execute(widen).await.unwrap();
    assert_eq!(library.store.all(names, ()).await.unwrap(), [("north".to_owned(),)]);
    library.store.write(Batch::new().insert(&library.shelf("south"))).await.unwrap();
    assert_eq!(library.store.get::<Shelf>((shelf.id,)).await.unwrap(), Some(shelf));
}

#[tokio::test]
async fn a_batch_that_fails_leaves_nothing_behind_and_its_neighbours_alone() {
    let Some(library) = Library::open().await else { return };
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
}

#[tokio::test]
async fn a_lost_guard_is_named() {
    let Some(library) = Library::open().await else { return };
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
}

#[tokio::test]
async fn each_broken_rule_is_named_with_its_table_and_columns() {
    let Some(library) = Library::open().await else { return };
    let shelf = library.shelf("north");
    let book = library.book(Some(&shelf), 1);
    library.store.write(Batch::new().insert(&shelf).insert(&book)).await.unwrap();
    let lost = library.shelf("lost");
    let lent = Book { state: State::Lent, ..library.book(Some(&shelf), 2) };
    library.store.write(Batch::new().insert(&lent)).await.unwrap();
    let entry = Entry { number: 0, transaction: 0, shelf_id: lost.id, what: String::new() };
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
        (Batch::new().insert(&Book { title: String::new(), ..library.book(None, 6) }), Rule::Check, "books", "title"),
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
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_in_each_others_way_are_tried_again_and_none_is_half_done() {
    let Some(library) = Library::open().await else { return };
    let (north, south) = (library.shelf("north"), library.shelf("south"));
    library.store.write(Batch::new().insert(&north).insert(&south)).await.unwrap();
    let count = sql!((), (i64, base::Id), "update shelves set revision = revision + $1 where id = $2");
    let mut writers = tokio::task::JoinSet::new();
    for turn in 0..8 {
        // Every other one takes the two rows in the other order, which makes deadlocks.
        let (first, second) = if turn % 2 == 0 { (north.id, south.id) } else { (south.id, north.id) };
        let store = library.store.clone();
        writers.spawn(async move { store.write(Batch::new().run(count, (1, first)).run(count, (1, second))).await });
    }
    let outcomes = writers.join_all().await;
    let done = outcomes.iter().filter(|outcome| outcome.is_ok()).count() as i64;
    for outcome in &outcomes {
        assert!(matches!(outcome, Ok(2) | Err(Error::Unavailable(_))), "{outcome:?}");
    }
    for id in [north.id, south.id] {
        assert_eq!(library.store.get::<Shelf>((id,)).await.unwrap().unwrap().revision, 1 + done);
    }
    assert!(done > 0);
}

#[tokio::test]
async fn a_far_read_gives_what_a_near_one_gives() {
    let Some(library) = Library::open().await else { return };
    let mut batch = Batch::new();
    for at in 0..500 {
        batch = batch.insert(&library.shelf(&format!("shelf {at:03}")));
    }
    assert_eq!(library.store.write(batch).await.unwrap(), 500);
    let names = sql!((String,), (i64,), "select name from shelves where revision = $1 order by name");
    let near = library.store.all(names, (1,)).await.unwrap();
    assert_eq!((near.len(), &near), (500, &library.store.scan(names, (1,)).await.unwrap()));
}
