//! Lists: composed from checked parts, page by page, always along an index.
use crate::schema::{Book, Library, Shelf, State};
use store::{Batch, Cursor, Error, Filter, List, Sort, Within, filter, sort, within};

const ALL: Within<Book, (i64,)> = within!(Book, (i64,), "place >= $1");
const IN_STATE: Filter<Book, (State,)> = filter!(Book, (State,), "state = $1");
const FREE: Within<Book, (State,)> = within!(Book, (State,), "state = $1");
const TITLED: Filter<Book, (String, String)> = filter!(Book, (String, String), "title between $1 and $2");
const BY_PLACE: Sort<Book> = sort!(Book, Up, "place", "id");
const LAST_FIRST: Sort<Book> = sort!(Book, Down, "state", "title", "id");

async fn full_shelf() -> Library {
    let library = Library::open().await;
    let shelf = library.shelf("north");
    let mut batch = Batch::new().insert(&shelf);
    for place in 0..50 {
        let state = if place % 2 == 0 { State::Free } else { State::GoneForGood };
        batch = batch.insert(&Book {
            state,
            title: format!("Volume {:02}", place / 3),
            ..library.book(Some(&shelf), place)
        });
    }
    library.store.write(batch).await.unwrap();
    library
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let library = full_shelf().await;
    for sort in [BY_PLACE, LAST_FIRST] {
        let whole = library.store.page(&List::of(ALL, (0,), sort, 1_000)).await.unwrap();
        assert_eq!((whole.rows.len(), &whole.next), (50, &None));
        let (mut rows, mut cursor): (Vec<Book>, Option<Cursor>) = (Vec::new(), None);
        loop {
            let mut list = List::of(ALL, (0,), sort, 7);
            if let Some(cursor) = &cursor {
                list = list.after(&cursor.to_string().parse().unwrap()).unwrap();
            }
            let page = library.store.page(&list).await.unwrap();
            rows.extend(page.rows);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(rows, whole.rows);
    }
}

#[tokio::test]
async fn filters_are_composed_with_their_own_arguments() {
    let library = full_shelf().await;
    let list = List::of(ALL, (10,), BY_PLACE, 100)
        .filter(IN_STATE, (State::GoneForGood,))
        .filter(TITLED, ("Volume 04".into(), "Volume 05".into()));
    let places: Vec<i64> = library.store.page(&list).await.unwrap().rows.iter().map(|book| book.place).collect();
    assert_eq!(places, [13, 15, 17]);
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    let library = full_shelf().await;
    let page = library.store.page(&List::of(ALL, (0,), BY_PLACE, 1)).await.unwrap();
    let other = List::of(ALL, (0,), LAST_FIRST, 1).after(&page.next.unwrap());
    assert!(matches!(other, Err(Error::Cursor)));
    for text in ["", "x", "7b7d", "ff", "[]"] {
        assert!(matches!(text.parse::<Cursor>(), Err(Error::Cursor)), "{text}");
    }
}

#[tokio::test]
async fn a_list_that_must_stay_flat_reads_along_an_index() {
    let library = full_shelf().await;
    let flat = List::of(FREE, (State::Free,), sort!(Book, Up, "title", "id"), 10);
    let plan = library.store.explain(&flat).await.unwrap().join("\n");
    assert!(plan.contains("books__state_title_id__index") && !plan.contains("TEMP B-TREE"), "{plan}");
    let steep = library.store.explain(&List::of(FREE, (State::Free,), BY_PLACE, 10)).await.unwrap().join("\n");
    assert!(steep.contains("TEMP B-TREE"), "the plan must be able to tell: {steep}");
}

#[tokio::test]
async fn a_long_read_goes_on_where_it_stops_nobody() {
    let library = full_shelf().await;
    const CROSSED: &str =
        "select count(*) from books a, books b, books c, books d where a.place + b.place + c.place + d.place > 0";
    let count = library.store.one(store::sql!((i64,), (), CROSSED), ()).await.unwrap();
    assert_eq!(count, Some((50_i64.pow(4) - 1,)));
    let _: Option<Shelf> = library.store.get((base::Id::new(&library.clock),)).await.unwrap();
}
