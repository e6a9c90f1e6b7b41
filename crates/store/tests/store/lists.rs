//! Lists: composed from checked parts, page by page, always along an index.
use crate::library::{Book, Library, State, each_library};
use store::{Batch, Cursor, Error, Filter, List, Sort, Within, filter, sort, within};

const ALL: Within<Book, (i64,)> = within!(Book, (i64,), "place >= $1");
const IN_STATE: Filter<Book, (State,)> = filter!(Book, (State,), "state = $1");
const TITLED: Filter<Book, (String, String)> = filter!(Book, (String, String), "title between $1 and $2");
const BY_PLACE: Sort<Book> = sort!(Book, Up, "place", "id");
const LAST_FIRST: Sort<Book> = sort!(Book, Down, "state", "title", "id");

async fn fill(library: &Library) {
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
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    each_library(async |library| {
        fill(library).await;
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
    })
    .await;
}

#[tokio::test]
async fn filters_are_composed_with_their_own_arguments() {
    each_library(async |library| {
        fill(library).await;
        let list = List::of(ALL, (10,), BY_PLACE, 100)
            .filter(IN_STATE, (State::GoneForGood,))
            .filter(TITLED, ("Volume 04".into(), "Volume 05".into()));
        let places: Vec<i64> = library.store.page(&list).await.unwrap().rows.iter().map(|book| book.place).collect();
        assert_eq!(places, [13, 15, 17]);
    })
    .await;
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    each_library(async |library| {
        fill(library).await;
        let page = library.store.page(&List::of(ALL, (0,), BY_PLACE, 1)).await.unwrap();
        let other = List::of(ALL, (0,), LAST_FIRST, 1).after(&page.next.unwrap());
        assert!(matches!(other, Err(Error::Cursor)));
        for text in ["", "x", "7b7d", "ff", "[]"] {
            assert!(matches!(text.parse::<Cursor>(), Err(Error::Cursor)), "{text}");
        }
    })
    .await;
}
