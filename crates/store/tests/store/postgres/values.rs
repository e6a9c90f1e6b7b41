//! What only a server does with values and batches.
use crate::library::{Book, Entry, Shelf};
use crate::postgres::place::Served;
use store::{Batch, Error, sql};

#[tokio::test]
async fn what_the_database_fills_in_comes_back_filled() {
    let Some(library) = Served::open().await else { return };
    let shelf = library.shelf("north");
    let entry = Entry { number: 0, transaction_id: 0, shelf_id: shelf.id, what: "made".into() };
    library.store.write(Batch::new().insert(&shelf).insert(&entry).insert(&entry)).await.unwrap();
    let first = library.store.get::<Entry>((1,)).await.unwrap().unwrap();
    let second = library.store.get::<Entry>((2,)).await.unwrap().unwrap();
    assert!(first.transaction_id > 0 && first.transaction_id == second.transaction_id);
    assert_eq!(library.store.get::<Entry>((3,)).await.unwrap(), None);
}

#[tokio::test]
async fn a_column_that_holds_something_else_is_named() {
    let Some(library) = Served::open().await else { return };
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
    let Some(library) = Served::open().await else { return };
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_in_each_others_way_are_tried_again_and_none_is_half_done() {
    let Some(library) = Served::open().await else { return };
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
