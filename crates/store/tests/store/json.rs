//! Rows as JSON: what the database gives and what `Serialize` makes of an entity are the same.
use crate::library::{Book, Entry, Library, Shelf, State, each_library};
use base::{Id, Instant};
use serde_json::{Value, json};
use store::{Batch, Cursor, Dialect, List, Sort, Within, sort, within};

const ALL: Within<Book, (i64,)> = within!(Book, (i64,), "place >= $1");
const BY_PLACE: Sort<Book> = sort!(Book, Up, "place", "id");
const BY_STATE: Sort<Book> = sort!(Book, Down, "state", "title", "weight", "id");
const ENTRIES: Within<Entry, (Id,)> = within!(Entry, (Id,), "shelf_id = $1");
const BY_NUMBER: Sort<Entry> = sort!(Entry, Up, "number");

/// Books with everything that is hard to write down, and with nothing at all.
async fn fill(library: &Library) -> Vec<Book> {
    let shelf = library.shelf("north");
    let odd = Book {
        title: "\"Don\u{2019}t\" \\ / \u{1}\u{8}\t\n\u{c}\r\u{1f}\u{7f} \u{e9}\u{4e2d}\u{1f4d5}\u{2028}</script>"
            .into(),
        state: State::GoneForGood,
        is_signed: true,
        weight: 0.1 + 0.2,
        pages: i64::MIN,
        cover: Some(vec![0, 1, 255]),
        bought_at: Some(Instant::MIN),
        notes: Some(json!({ "a": [1, -2.5, null, true], "\u{e9}\"": { "deep": "\u{1}" } })),
        ..library.book(Some(&shelf), 0)
    };
    let mut books = vec![odd];
    for (place, weight) in [(1, 1e300), (2, 5e-324), (3, 1.0), (4, 123_456_789.125)] {
        books.push(Book { weight, bought_at: Some(Instant::MAX), ..library.book(None, place) });
    }
    books.push(Book { notes: Some(Value::Null), bought_at: Some(library.clock.now()), ..library.book(None, i64::MAX) });
    let batch = books.iter().fold(Batch::new().insert(&shelf), |batch, book| batch.insert(book));
    library.store.write(batch).await.unwrap();
    books
}

/// Equal as values over both databases; PostgreSQL has a spacing of its own within documents.
fn assert_same(library: &Library, written: &[u8], serialised: &[u8]) {
    let value = |text: &[u8]| serde_json::from_slice::<Value>(text).unwrap();
    assert_eq!(value(written), value(serialised));
    if library.store.dialect() == Dialect::Sqlite {
        assert_eq!(str::from_utf8(written), str::from_utf8(serialised));
    }
}

#[tokio::test]
async fn a_page_of_json_is_what_the_entities_of_the_page_would_be() {
    each_library(async |library| {
        let books = fill(library).await;
        let list = || List::of(ALL, (0,), BY_PLACE, 100);
        let (json, page) =
            (library.store.page_json(&list()).await.unwrap(), library.store.page(&list()).await.unwrap());
        assert_eq!((json.count, &json.next, &page.next), (books.len(), &None, &None));
        assert_same(library, &json.body, &serde_json::to_vec(&page.rows).unwrap());
        let shown: Vec<Value> = serde_json::from_slice(&json.body).unwrap();
        assert_eq!((&shown[0]["title"], shown[0].get("cover")), (&json!(books[0].title), None));
    })
    .await;
}

#[tokio::test]
async fn pages_of_json_follow_each_other_as_pages_of_entities_do() {
    each_library(async |library| {
        fill(library).await;
        for (sort, limit) in [(BY_PLACE, 1), (BY_PLACE, 2), (BY_STATE, 3), (BY_STATE, 4), (BY_STATE, 6)] {
            let mut cursor: Option<Cursor> = None;
            loop {
                let list = || match &cursor {
                    Some(cursor) => List::of(ALL, (0,), sort, limit).after(cursor).unwrap(),
                    None => List::of(ALL, (0,), sort, limit),
                };
                let page = library.store.page(&list()).await.unwrap();
                let json = library.store.page_json(&list()).await.unwrap();
                assert_eq!((json.count, &json.next), (page.rows.len(), &page.next));
                assert_same(library, &json.body, &serde_json::to_vec(&page.rows).unwrap());
                if let Some(next) = &json.next {
                    assert_eq!(next.to_string().parse::<Cursor>().unwrap(), *next);
                }
                cursor = json.next;
                if cursor.is_none() {
                    break;
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_row_read_by_its_key_is_an_object() {
    each_library(async |library| {
        for book in fill(library).await {
            let json = library.store.get_json::<Book>((book.id,)).await.unwrap().unwrap();
            let book = library.store.get::<Book>((book.id,)).await.unwrap().unwrap();
            assert_same(library, &json.body, &serde_json::to_vec(&book).unwrap());
            assert_eq!((json.revision, json.is_deleted), (None, false));
        }
        let shelf = library.shelf("south");
        library.store.write(Batch::new().insert(&shelf)).await.unwrap();
        assert_eq!(library.store.get_json::<Shelf>((shelf.id,)).await.unwrap().unwrap().revision, Some(shelf.revision));
        assert_eq!(library.store.get_json::<Book>((Id::new(&library.clock),)).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_list_without_rows_is_an_empty_array() {
    each_library(async |library| {
        let page = library.store.page_json(&List::of(ALL, (0,), BY_PLACE, 10)).await.unwrap();
        assert_eq!((page.body.as_slice(), page.count, page.next), (b"[]".as_slice(), 0, None));
    })
    .await;
}

#[tokio::test]
async fn what_is_hidden_still_orders_and_is_not_shown() {
    each_library(async |library| {
        let shelf = library.shelf("north");
        let entry = |what: &str| Entry { number: 0, transaction_id: 0, shelf_id: shelf.id, what: what.into() };
        let batch = Batch::new().insert(&shelf).insert(&entry("made")).insert(&entry("moved"));
        library.store.write(batch).await.unwrap();
        let list = || List::of(ENTRIES, (shelf.id,), BY_NUMBER, 1);
        let first = library.store.page_json(&list()).await.unwrap();
        let second = library.store.page_json(&list().after(&first.next.unwrap()).unwrap()).await.unwrap();
        assert_eq!((second.count, second.next), (1, None));
        let entries: Vec<Entry> = library.store.page(&List::of(ENTRIES, (shelf.id,), BY_NUMBER, 2)).await.unwrap().rows;
        assert_same(library, &first.body, &serde_json::to_vec(&entries[..1]).unwrap());
        assert_same(library, &second.body, &serde_json::to_vec(&entries[1..]).unwrap());
        let shown: Vec<serde_json::Map<String, Value>> = serde_json::from_slice(&first.body).unwrap();
        let mut names: Vec<&String> = shown[0].keys().collect();
        names.sort();
        assert_eq!(names, ["shelf_id", "transaction_id", "what"]);
    })
    .await;
}
