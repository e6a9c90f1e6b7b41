//! How a file is read: along an index where a list must stay flat, and on the scan pool where a read turns out long.
use crate::{
    library::{Book, Shelf, State},
    meters::metered,
    sqlite::place::Filed,
};
use store::{Batch, List, Sort, Within, sort, sql, within};

const IN_STATE: Within<Book, (State,)> = within!(Book, (State,), "state = $1");
const BY_TITLE: Sort<Book> = sort!(Book, Up, "title", "id");
const BY_PLACE: Sort<Book> = sort!(Book, Up, "place", "id");

#[tokio::test]
async fn a_list_that_must_stay_flat_reads_along_an_index() {
    let library = Filed::open().await;
    let plan =
        async |sort| library.store.explain(&List::of(IN_STATE, (State::Free,), sort, 10)).await.unwrap().join("\n");
    let flat = plan(BY_TITLE).await;
    assert!(flat.contains("books__state_title_id__index") && !flat.contains("TEMP B-TREE"), "{flat}");
    let steep = plan(BY_PLACE).await;
    assert!(steep.contains("TEMP B-TREE"), "the plan must be able to tell: {steep}");
}

#[tokio::test]
async fn short_reads_are_counted_and_none_is_moved() {
    let library = Filed::open().await;
    let before = metered(&library.store, "reads_inline_total", "");
    for _ in 0..5 {
        library.store.get::<Shelf>((base::Id::new(&library.clock),)).await.unwrap();
    }
    let list = List::of(IN_STATE, (State::Free,), BY_TITLE, 10);
    library.store.page(&list).await.unwrap();
    library.store.page_json(&list).await.unwrap();
    assert_eq!(metered(&library.store, "reads_inline_total", "") - before, 7.0);
    assert_eq!(metered(&library.store, "reads_moved_total", ""), 0.0);
}

#[tokio::test]
async fn a_long_read_goes_on_where_it_stops_nobody() {
    const CROSSED: &str =
        "select count(*) from books a, books b, books c, books d where a.place + b.place + c.place + d.place > 0";
    let library = Filed::open().await;
    let books = (0..50).map(|place| library.book(None, place));
    let batch = books.fold(Batch::new(), |batch, book| batch.insert(&book));
    library.store.write(batch).await.unwrap();
    let count = library.store.one(sql!((i64,), (), CROSSED), ()).await.unwrap();
    assert_eq!(count, Some((50_i64.pow(4) - 1,)));
    assert_eq!(metered(&library.store, "reads_moved_total", ""), 1.0);
    let _: Option<Shelf> = library.store.get((base::Id::new(&library.clock),)).await.unwrap();
}

#[tokio::test]
async fn a_page_that_is_begun_anew_holds_each_row_once() {
    const BOOKS: u32 = 5_000;
    let library = Filed::open().await;
    let books = (0..BOOKS).map(|place| library.book(None, place.into()));
    library.store.write(books.fold(Batch::new(), |batch, book| batch.insert(&book))).await.unwrap();
    let list = || List::of(IN_STATE, (State::Free,), BY_TITLE, BOOKS);
    let (json, page) = (library.store.page_json(&list()).await.unwrap(), library.store.page(&list()).await.unwrap());
    assert_eq!((json.count, page.rows.len()), (BOOKS as usize, BOOKS as usize));
    assert_eq!(json.body, serde_json::to_vec(&page.rows).unwrap());
}
