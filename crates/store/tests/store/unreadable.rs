//! Rows that cannot be read among many that can.
use crate::library::{Book, Library, State, each_library};
use base::{Id, meter::Exposition};
use serde_json::Value;
use std::{collections::BTreeSet, sync::Arc};
use store::{
    Batch, Cursor, Dialect, Error, LeftOut, List, OneOf, Sort, Statement, Unreadable, Within, sort, sql, within,
};
use testkit::chance::draw;

const ALL: Within<Book, (i64,)> = within!(Book, (i64,), "place >= $1");
const SORTS: [Sort<Book>; 5] = [
    sort!(Book, Up, "place", "id"),
    sort!(Book, Down, "place", "id"),
    sort!(Book, Up, "title", "id"),
    sort!(Book, Down, "weight", "id"),
    sort!(Book, Up, "state", "title", "id"),
];
const ROWS: Statement<(i64,), Book> = sql!(Book, (i64,), "where place >= $1 order by place");

/// Each column that a database lets hold what cannot be read, and how to put it there.
const CORRUPT: [(&str, Statement<(i64,), ()>); 4] = [
    (
        "bought_at",
        sql!(
            (),
            (i64,),
            sqlite: "update books set bought_at = 9000000000000000000 where place = $1",
            postgres: "update books set bought_at = 'infinity' where place = $1"
        ),
    ),
    (
        "weight",
        sql!(
            (),
            (i64,),
            sqlite: "update books set weight = 9e999 where place = $1",
            postgres: "update books set weight = 'NaN' where place = $1"
        ),
    ),
    (
        "notes",
        sql!(
            (),
            (i64,),
            sqlite: "update books set notes = 'hunter2' where place = $1",
            postgres: "update books set notes = '1e400' where place = $1"
        ),
    ),
    (
        "title",
        sql!(
            (),
            (i64,),
            sqlite: "update books set title = title || cast(x'ff' as text) where place = $1",
            postgres: "update books set title = '' || title, weight = 'NaN' where place = $1"
        ),
    ),
];

async fn fill(library: &Library, count: i64) -> Vec<Book> {
    let books: Vec<Book> = (0..count)
        .map(|place| {
            let title = format!("Volume {}", place / 3);
            Book { state: State::ALL[usize::try_from(place % 3).unwrap()], title, ..library.book(None, place) }
        })
        .collect();
    library.store.write(books.iter().fold(Batch::new(), |batch, book| batch.insert(book))).await.unwrap();
    books
}

async fn corrupt(library: &Library, which: usize, place: i64) -> &'static str {
    let (column, statement) = CORRUPT[which];
    library.store.write(Batch::new().run(statement, (place,))).await.unwrap();
    // PostgreSQL keeps no text that is none.
    if column == "title" && library.store.dialect() == Dialect::Postgres { "weight" } else { column }
}

fn counted(library: &Library) -> Option<String> {
    let mut out = Exposition::default();
    library.store.expose(&mut out);
    let text = out.into_text();
    text.lines().find_map(|line| line.strip_prefix("aiwfe_unreadable_rows_total{table=\"books\"} ")).map(str::to_owned)
}

#[tokio::test]
async fn pt_62_one_row_of_many_that_cannot_be_read_is_told_and_the_others_are_given() {
    each_library(async |library| {
        let books = fill(library, 9).await;
        assert_eq!(counted(library), None);
        for which in 0..CORRUPT.len() {
            let place = i64::try_from(which * 2 + 1).unwrap();
            let column = corrupt(library, which, place).await;
            let key = Some(books[which * 2 + 1].id.to_string());
            let expected = Unreadable { table: "books".into(), column: column.into(), key };
            let within = |limit| List::of(within!(Book, (i64,), "place >= $1"), (place,), SORTS[0], limit);

            // First, last and alone.
            for limit in [1, 2, 100] {
                let page = library.store.page(&within(limit)).await.unwrap();
                let json = library.store.page_json(&within(limit)).await.unwrap();
                assert!(page.unreadable.contains(&expected), "{page:?}");
                assert_eq!((&json.unreadable, &json.next, json.count), (&page.unreadable, &page.next, page.rows.len()));
                let told: Vec<Value> = serde_json::from_slice(&json.body).unwrap();
                assert_eq!(told, page.rows.iter().map(|row| serde_json::to_value(row).unwrap()).collect::<Vec<_>>());
            }
            let left_out = Arc::<LeftOut>::default();
            let store = library.store.noting(left_out.clone());
            for _ in 0..2 {
                let rows = store.readable(ROWS, (0,)).await.unwrap();
                assert_eq!(rows, store.scan_readable(ROWS, (0,)).await.unwrap());
                assert_eq!(rows.len(), books.len() - which - 1);
            }
            assert_eq!(left_out.count(), which + 1, "each once");
            assert!(left_out.keys("books").contains(expected.key.as_ref().unwrap()));
            assert!(left_out.rows().contains(&expected));

            // Where one row is asked for, or all of them are needed, nothing is left out; and nothing of it is told.
            let alone = library.store.get::<Book>((books[which * 2 + 1].id,)).await.unwrap_err();
            let as_json = library.store.get_json::<Book>((books[which * 2 + 1].id,)).await.unwrap_err();
            let all = library.store.all(ROWS, (place,)).await.unwrap_err();
            for error in [alone, as_json, all] {
                assert!(matches!(&error, Error::Decode { at, .. } if *at == format!("books.{column}")), "{error}");
                assert!(!error.to_string().contains("hunter2"), "{error}");
            }
        }
        assert!(counted(library).unwrap().parse::<u64>().unwrap() > 4);
    })
    .await;
}

#[tokio::test]
async fn pt_62_whoever_reads_page_by_page_misses_no_row_and_sees_none_twice() {
    each_library(async |library| {
        let books = fill(library, 24).await;
        for seed in 0..8 {
            // More of them with every turn.
            let mut spoilt = BTreeSet::new();
            for turn in 0..4 {
                let draw = draw(seed, turn) >> 16;
                let place = i64::try_from(draw % 24).unwrap();
                corrupt(library, usize::try_from(draw / 24 % 4).unwrap(), place).await;
                spoilt.insert(place);
            }
            let readable = library.store.readable(ROWS, (0,)).await.unwrap();
            assert!(readable.iter().all(|book| !spoilt.contains(&book.place)));
            for (sort, limit) in SORTS.iter().flat_map(|sort| [1, 2, 5, 24].map(|limit| (*sort, limit))) {
                let whole = library.store.page(&List::of(ALL, (0,), sort, 1_000)).await.unwrap();
                assert_eq!(
                    (whole.rows.len(), whole.rows.len() + whole.unreadable.len()),
                    (readable.len(), books.len())
                );
                let (mut rows, mut told, mut unreadable) = (Vec::new(), Vec::<Value>::new(), Vec::new());
                let (mut cursor, mut turns): (Option<Cursor>, u32) = (None, 0);
                loop {
                    let mut list = List::of(ALL, (0,), sort, limit);
                    if let Some(cursor) = &cursor {
                        list = list.after(&cursor.to_string().parse().unwrap()).unwrap();
                    }
                    let page = library.store.page(&list).await.unwrap();
                    let json = library.store.page_json(&list).await.unwrap();
                    // A number that is none equals nothing, not even itself.
                    let [entities, text] = [&page.next, &json.next].map(|next| next.as_ref().map(ToString::to_string));
                    assert_eq!((entities, &page.unreadable), (text, &json.unreadable));
                    told.extend(serde_json::from_slice::<Vec<Value>>(&json.body).unwrap());
                    rows.extend(page.rows);
                    unreadable.extend(page.unreadable);
                    cursor = page.next;
                    turns += 1;
                    if cursor.is_none() {
                        break;
                    }
                    assert!(turns < 100, "the pages come to no end");
                }
                assert_eq!(turns, 24_u32.div_ceil(limit), "every page goes on by as many rows as it may have");
                assert_eq!((&rows, &unreadable), (&whole.rows, &whole.unreadable));
                assert_eq!(told, rows.iter().map(|row| serde_json::to_value(row).unwrap()).collect::<Vec<_>>());
            }
        }
    })
    .await;
}

#[tokio::test]
async fn pt_62_what_several_tables_tell_of_is_left_out_by_the_place_of_its_statement() {
    each_library(async |library| {
        fill(library, 3).await;
        corrupt(library, 0, 1).await;
        let pairs = sql!((Id, Option<base::Instant>), (i64,), "select id, bought_at from books where place >= $1");
        let left_out = Arc::<LeftOut>::default();
        assert_eq!(library.store.noting(left_out.clone()).readable(pairs, (0,)).await.unwrap().len(), 2);
        let [Unreadable { table, column, key }] = &left_out.rows()[..] else { panic!("{left_out:?}") };
        assert!(table.contains("unreadable.rs:"), "{table}");
        assert_eq!((column.as_str(), key), ("column 1", &None));
        let error = library.store.all(pairs, (0,)).await.unwrap_err().to_string();
        assert!(error.contains("unreadable.rs:") && error.contains("column 1"), "{error}");
    })
    .await;
}

#[test]
fn a_cursor_of_a_place_that_nobody_can_read_is_read_again_and_a_made_up_one_is_refused() {
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    for (words, is_one) in [
        ("[\"+place,id\",[\"ktff41\",\"ku00\"]]", true),
        ("[\"+place,id\",[\"km8000000000000000\"]]", true),
        ("[\"+place,id\",[\"km80\"]]", false),
        ("[\"+place,id\",[\"kx80\"]]", false),
        ("[\"+place,id\",[\"kt8\u{e9}\"]]", false),
        ("[\"+place,id\",[\"k\"]]", false),
    ] {
        let read = hex(words).parse::<Cursor>();
        assert_eq!(read.is_ok(), is_one, "{words}");
        if let Ok(cursor) = read {
            assert_eq!(cursor.to_string(), hex(words));
        }
    }
}
