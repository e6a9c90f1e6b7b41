//! Rows that are wanted by their keys at the same time.
use crate::{
    library::{Book, Shelf},
    postgres::place::{Served, open},
    postgres::wire::Wire,
};
use base::Id;
use std::time::Duration;
use store::{Batch, Error, Options, Store, sql};
use tokio::{
    task::{JoinHandle, yield_now},
    time::timeout,
};

/// A test that hangs has failed; nothing is measured.
const STUCK: Duration = Duration::from_secs(120);

type Read = JoinHandle<Result<Option<Shelf>, Error>>;

/// Two connections, of which one at a time reads rows by their keys, and both have done so before.
async fn prepared(library: &Served) -> (Wire, Store, Vec<Shelf>) {
    let wire = Wire::start(&library.url).await;
    let store = open(&wire.through(&library.url), &Options { pool_size: 2, ..Options::default() });
    let shelves: Vec<Shelf> = (0..12).map(|at| library.shelf(&format!("shelf {at:02}"))).collect();
    library.store.write(shelves.iter().fold(Batch::new(), |batch, shelf| batch.insert(shelf))).await.unwrap();
    let sleep = sql!((String,), (), sqlite: "select ''", postgres: "select pg_sleep(0.1)::text");
    for _ in 0..2 {
        // Whoever comes while a connection sleeps has the other one; the last that was given back is lent next.
        let (slept, read) = tokio::join!(store.all(sleep, ()), store.get::<Shelf>((shelves[0].id,)));
        assert!(slept.is_ok() && read.unwrap().is_some());
        store.get::<Shelf>((shelves[0].id,)).await.unwrap();
    }
    (wire, store, shelves)
}

async fn reads(store: &Store, ids: impl IntoIterator<Item = Id>) -> Vec<Read> {
    let mut reads = Vec::new();
    for id in ids {
        let store = store.clone();
        reads.push(tokio::spawn(async move { store.get::<Shelf>((id,)).await }));
        for _ in 0..10 {
            yield_now().await;
        }
    }
    reads
}

#[tokio::test]
async fn what_is_wanted_at_the_same_time_is_asked_for_by_one_statement_and_each_has_its_own() {
    let Some(library) = Served::open().await else { return };
    let (wire, store, shelves) = prepared(&library).await;
    let absent = library.shelf("absent").id;
    let before = wire.asked();
    wire.hold_until(1_000);
    let first = reads(&store, [shelves[0].id]).await.remove(0);
    timeout(STUCK, wire.reaches(before + 1)).await.unwrap();
    let wanted = || [absent].into_iter().chain(shelves.iter().map(|shelf| shelf.id)).chain([shelves[0].id]);
    let reads = reads(&store, wanted()).await;
    assert_eq!(wire.asked(), before + 1, "the others wait for their turn");
    first.abort();
    wire.release();
    for (read, id) in reads.into_iter().zip(wanted()) {
        let read = timeout(STUCK, read).await.unwrap().unwrap().unwrap();
        assert_eq!(read.as_ref(), shelves.iter().find(|shelf| shelf.id == id));
    }
    // Of fourteen first eight, then four, then two: each such statement is prepared once.
    assert_eq!(wire.asked(), before + 7);
}

#[tokio::test]
async fn rows_of_different_kinds_are_asked_for_by_themselves() {
    let Some(library) = Served::open().await else { return };
    let (wire, store, shelves) = prepared(&library).await;
    let books: Vec<Book> = (0..6).map(|place| library.book(Some(&shelves[0]), place)).collect();
    library.store.write(books.iter().fold(Batch::new(), |batch, book| batch.insert(book))).await.unwrap();
    wire.hold_until(1_000);
    let before = wire.asked();
    let first = reads(&store, [shelves[0].id]).await.remove(0);
    timeout(STUCK, wire.reaches(before + 1)).await.unwrap();
    let mut both = Vec::new();
    for (shelf, book) in shelves.iter().zip(&books) {
        let (reader, id) = (store.clone(), book.id);
        let book = tokio::spawn(async move { reader.get::<Book>((id,)).await });
        both.push((reads(&store, [shelf.id]).await.remove(0), book));
    }
    first.abort();
    wire.release();
    for ((shelf, book), (expected_shelf, expected_book)) in both.into_iter().zip(shelves.iter().zip(&books)) {
        assert_eq!(timeout(STUCK, shelf).await.unwrap().unwrap().unwrap().as_ref(), Some(expected_shelf));
        assert_eq!(timeout(STUCK, book).await.unwrap().unwrap().unwrap().as_ref(), Some(expected_book));
    }
    // Of each kind four, then two.
    assert_eq!(wire.asked(), before + 1 + 2 * (2 + 2));
}

#[tokio::test]
async fn whoever_asked_for_others_and_goes_away_leaves_nobody_without_an_answer() {
    let Some(library) = Served::open().await else { return };
    let (wire, store, shelves) = prepared(&library).await;
    let before = wire.asked();
    wire.hold_until(1_000);
    let mut reads = reads(&store, shelves[..6].iter().map(|shelf| shelf.id)).await;
    timeout(STUCK, wire.reaches(before + 1)).await.unwrap();
    reads.remove(0).abort();
    // The second has asked for itself and three others; their statement is prepared before.
    timeout(STUCK, wire.reaches(before + 2)).await.unwrap();
    reads.remove(0).abort();
    yield_now().await;
    wire.release();
    for (read, shelf) in reads.into_iter().zip(&shelves[2..]) {
        assert_eq!(timeout(STUCK, read).await.unwrap().unwrap().unwrap().as_ref(), Some(shelf));
    }
}

#[tokio::test]
async fn a_line_that_breaks_while_several_are_asked_for_is_noticed_by_none() {
    let Some(library) = Served::open().await else { return };
    for delivered in [true, false] {
        let (wire, store, shelves) = prepared(&library).await;
        wire.cut_after(4, delivered);
        let ids: Vec<Id> = shelves.iter().map(|shelf| shelf.id).collect();
        for (read, shelf) in reads(&store, ids).await.into_iter().zip(&shelves) {
            assert_eq!(timeout(STUCK, read).await.unwrap().unwrap().unwrap().as_ref(), Some(shelf));
        }
        library.stranger().await.batch_execute("delete from shelves").await.unwrap();
    }
}
