//! Batches: all of it, or nothing, and who is told what.
use crate::schema::{Book, Library, Shelf, State};
use base::Instant;
use serde_json::json;
use store::{Batch, Entity, Error, Guard, Rule, require, sql};

#[tokio::test]
async fn every_kind_of_value_comes_back_as_it_went_in() {
    let library = Library::open().await;
    let shelf = library.shelf("north");
    let plain = library.book(None, 1);
    let full = Book {
        title: "Ünï \u{1F4DA} 'quoted' \"twice\"".into(),
        state: State::GoneForGood,
        is_signed: true,
        weight: f64::MIN_POSITIVE,
        pages: i64::MAX,
        cover: Some(vec![0, 255, 0]),
        bought_at: Some(Instant::MIN),
        notes: Some(json!({ "a": [1, null, "x"] })),
        ..library.book(Some(&shelf), -1)
    };
    let batch = Batch::new().insert(&shelf).insert(&plain).insert(&full);
    assert_eq!(library.store.write(batch).await.unwrap(), 3);
    for book in [plain, full] {
        assert_eq!(library.store.get::<Book>((book.id,)).await.unwrap(), Some(book));
    }
}

#[tokio::test]
async fn a_batch_that_fails_leaves_nothing_behind_and_its_neighbours_alone() {
    let library = Library::open().await;
    let (north, south) = (library.shelf("north"), library.shelf("south"));
    let twice = Batch::new().insert(&south).insert(&library.shelf("north"));
    let (first, second) = tokio::join!(library.store.write(Batch::new().insert(&north)), library.store.write(twice));
    assert_eq!(first.unwrap(), 1);
    let Err(Error::Broken { rule: Rule::Unique, table, columns }) = second else { panic!("{second:?}") };
    assert_eq!((table.as_str(), columns), ("shelves", vec!["name".to_owned()]));
    assert_eq!(library.store.get::<Shelf>((south.id,)).await.unwrap(), None);
}

#[tokio::test]
async fn a_lost_guard_is_named() {
    let library = Library::open().await;
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
    assert!(
        matches!(library.store.write(Batch::new().run_one(one, both, (1,))).await, Err(Error::Lost(guard)) if guard == one)
    );
    assert_eq!(
        library.store.get::<Shelf>((shelf.id,)).await.unwrap().unwrap().revision,
        2,
        "the update of two rows was undone"
    );
}

#[tokio::test]
async fn each_broken_rule_is_named_with_its_table_and_columns() {
    let library = Library::open().await;
    let shelf = library.shelf("north");
    let book = library.book(Some(&shelf), 1);
    library.store.write(Batch::new().insert(&shelf).insert(&book)).await.unwrap();
    let lost = library.shelf("lost");
    let lent = Book { state: State::Lent, ..library.book(Some(&shelf), 2) };
    library.store.write(Batch::new().insert(&lent)).await.unwrap();
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
        (Batch::new().insert(&Book { title: String::new(), ..library.book(None, 6) }), Rule::Check, "books", "title"),
        (
            Batch::new().insert(&Book { pages: 0, weight: 0.0, ..library.book(None, 6) }),
            Rule::Check,
            "books",
            "pages_weight",
        ),
    ];
    for (batch, expected, of, by) in cases {
        let outcome = library.store.write(batch).await;
        let Err(Error::Broken { rule, table, columns }) = outcome else { panic!("{of} {by}: {outcome:?}") };
        assert_eq!((rule, table.as_str(), columns.join(" ").as_str()), (expected, of, by));
    }
}

#[tokio::test]
async fn arguments_are_counted_by_number_and_not_by_first_appearance() {
    let library = Library::open().await;
    let (north, south) = (library.shelf("north"), library.shelf("south"));
    library.store.write(Batch::new().insert(&north).insert(&south)).await.unwrap();
    let found = library.store.one(
        sql!((String,), (String, i64), "select name from shelves where revision = $2 and name = $1"),
        ("south".into(), 1),
    );
    assert_eq!(found.await.unwrap(), Some(("south".to_owned(),)));
}
