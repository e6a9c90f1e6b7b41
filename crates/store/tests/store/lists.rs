//! Lists: composed from checked parts, page by page, always along an index.
use crate::library::{Book, Library, State, each_library};
use base::Instant;
use store::{Batch, Condition, Cursor, Error, Filter, List, Sort, Within, filter, sort, within};

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

const BOUGHT_BEFORE: Filter<Book, (Instant,)> = filter!(Book, (Instant,), "bought_at < $1");
const PLACED: Filter<Book, (i64, i64)> = filter!(Book, (i64, i64), "place between $2 and $1");

/// The places of the books for which a condition holds; of the even ones it is known when they were bought.
async fn places(library: &Library, condition: Condition<Book>) -> Vec<i64> {
    let list = List::of(ALL, (0,), BY_PLACE, 100).matching(&condition).unwrap();
    library.store.page(&list).await.unwrap().rows.iter().map(|book| book.place).collect()
}

#[tokio::test]
async fn a_condition_is_put_together_of_filters_and_where_nothing_is_known_its_opposite_holds() {
    each_library(async |library| {
        let shelf = library.shelf("north");
        let mut batch = Batch::new().insert(&shelf);
        for place in 0..10 {
            let bought_at = (place % 2 == 0).then(|| Instant::from_micros(place * 1_000_000).unwrap());
            let state = if place < 5 { State::Free } else { State::Lent };
            batch =
                batch.insert(&Book { bought_at, state, title: place.to_string(), ..library.book(Some(&shelf), place) });
        }
        library.store.write(batch).await.unwrap();
        let early = || Condition::of(BOUGHT_BEFORE, (Instant::from_micros(5_000_000).unwrap(),));
        let free = || Condition::of(IN_STATE, (State::Free,));
        let placed = || Condition::of(PLACED, (7, 3));
        for (condition, expected) in [
            (early(), &[0, 2, 4][..]),
            (early().not(), &[1, 3, 5, 6, 7, 8, 9]),
            (early().not().not(), &[0, 2, 4]),
            (Condition::all([placed(), free()]), &[3, 4]),
            (Condition::any([early(), placed()]), &[0, 2, 3, 4, 5, 6, 7]),
            (Condition::any([early(), placed()]).not(), &[1, 8, 9]),
            (Condition::all([free(), Condition::any([early(), placed()]).not()]), &[1]),
            (Condition::all([free(), early()]).not(), &[1, 3, 5, 6, 7, 8, 9]),
            (Condition::all([]), &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
            (Condition::any([]), &[]),
            (Condition::any([]).not(), &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ] {
            assert_eq!(places(library, condition).await, expected);
        }
    })
    .await;
}

#[tokio::test]
async fn a_condition_goes_with_filters_and_with_a_cursor() {
    each_library(async |library| {
        fill(library).await;
        let list = || {
            let either = Condition::any([Condition::of(PLACED, (12, 10)), Condition::of(PLACED, (42, 38))]);
            let list = List::of(ALL, (0,), LAST_FIRST, 2).filter(IN_STATE, (State::GoneForGood,));
            list.matching(&either).unwrap()
        };
        let first = library.store.page(&list()).await.unwrap();
        let second = library.store.page(&list().after(&first.next.unwrap()).unwrap()).await.unwrap();
        let places: Vec<i64> = first.rows.iter().chain(&second.rows).map(|book| book.place).collect();
        assert_eq!((places, second.next), (vec![41, 39, 11], None));
    })
    .await;
}

#[test]
fn a_condition_that_is_too_large_is_refused() {
    let one = || Condition::of(IN_STATE, (State::Free,));
    let list = || List::of(ALL, (0,), BY_PLACE, 1);
    assert!(list().matching(&Condition::any((0..400).map(|_| one()))).is_ok());
    assert!(matches!(list().matching(&Condition::any((0..401).map(|_| one()))), Err(Error::Condition)));
    let deep = (0..64).fold(one(), |inner, _| Condition::all([inner]));
    assert!(matches!(list().matching(&deep), Err(Error::Condition)));
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
