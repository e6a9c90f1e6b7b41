//! What goes over the line, and what becomes of a write when the line breaks.
use crate::{
    library::{Book, Entry, Shelf},
    meters::metered,
    postgres::place::{Served, open},
    postgres::wire::Wire,
};
use std::time::Duration;
use store::{Batch, Error, Fault, Moment, Options, Store, sql};
use tokio::time::timeout;

/// A test that hangs has failed; nothing is measured.
const STUCK: Duration = Duration::from_secs(120);

/// A store over one connection that can be watched and cut.
async fn wired(library: &Served) -> (Wire, Store) {
    let wire = Wire::start(&library.url).await;
    let store = open(&wire.through(&library.url), &Options { pool_size: 1, ..Options::default() });
    (wire, store)
}

/// Prepares what inserts a shelf, and waits until nothing goes over the line any more.
async fn warm(library: &Served, wire: &Wire, store: &Store) {
    store.write(Batch::new().insert(&library.shelf("warm"))).await.unwrap();
    wire.told(1).await;
    store.ping().await.unwrap();
    wire.requests();
}

async fn names(library: &Served) -> Vec<String> {
    let names = sql!((String,), (), "select name from shelves order by name");
    library.store.all(names, ()).await.unwrap().into_iter().map(|(name,)| name).collect()
}

#[tokio::test]
async fn a_write_takes_two_round_trips_however_many_parts_it_has() {
    let Some(library) = Served::open().await else { return };
    let (wire, store) = wired(&library).await;
    let shelves =
        |name: &str| (0..21).fold(Batch::new(), |batch, at| batch.insert(&library.shelf(&format!("{name} {at:02}"))));
    // What is first in a batch is another statement than what follows, and so is what adds another number of rows.
    store.write(shelves("before")).await.unwrap();
    warm(&library, &wire, &store).await;
    // No answer comes before the beginning and all parts were sent: a third trip would wait for ever.
    wire.hold_until(4);
    assert_eq!(timeout(STUCK, store.write(shelves("after"))).await.unwrap().unwrap(), 21);
    let requests = wire.requests();
    assert_eq!(requests[0].trim_end(), "begin isolation level read committed;", "the first row tells the transaction");
    assert_eq!(requests[1..], ["sync", "sync", "sync", "commit"], "sixteen rows, four and one");
    assert_eq!(names(&library).await.len(), 43);
}

#[tokio::test]
async fn rows_of_different_tables_that_are_added_one_after_the_other_are_one_request() {
    let Some(library) = Served::open().await else { return };
    let (wire, store) = wired(&library).await;
    let filled = async |name: &str, place| {
        let shelf = library.shelf(name);
        let (book, next) = (library.book(Some(&shelf), place), library.book(Some(&shelf), place + 1));
        let entry = |what: &str| Entry { number: 0, transaction_id: 0, shelf_id: shelf.id, what: what.into() };
        let batch = Batch::new().insert(&shelf).insert(&book).insert(&entry("made")).insert(&entry("filled"));
        (timeout(STUCK, store.write(batch.insert(&next))).await.unwrap(), [book, next])
    };
    assert_eq!(filled("warm", 1).await.0.unwrap(), 5);
    wire.told(1).await;
    wire.requests();
    let (count, books) = filled("north", 3).await;
    assert_eq!(count.unwrap(), 5, "each row counts");
    assert_eq!(wire.requests()[1..], ["sync", "sync", "commit"], "a table that comes again begins another one");
    for book in books {
        assert_eq!(store.get::<Book>((book.id,)).await.unwrap(), Some(book));
    }
    let order = sql!((i64, String), (), "select number, what from audit.entries order by number");
    let order = store.all(order, ()).await.unwrap();
    let words = ["made", "filled", "made", "filled"].map(str::to_owned);
    assert_eq!(order, [1, 2, 3, 4].into_iter().zip(words).collect::<Vec<_>>());
}

#[tokio::test]
async fn of_rows_that_are_added_together_the_one_that_is_wrong_is_named_and_none_is_kept() {
    let Some(library) = Served::open().await else { return };
    let store = &library.store;
    let (shelf, twin) = (library.shelf("north"), library.shelf("north"));
    store.write(Batch::new().insert(&shelf)).await.unwrap();
    let entry = Entry { number: 0, transaction_id: 0, shelf_id: shelf.id, what: "made".into() };
    let book = library.book(Some(&shelf), 1);
    let taken = store.write(Batch::new().insert(&book).insert(&twin).insert(&entry)).await;
    assert!(matches!(&taken, Err(Error::Broken { table, .. }) if table == "shelves"), "{taken:?}");
    let nowhere = Entry { shelf_id: twin.id, ..entry.clone() };
    let nowhere = store.write(Batch::new().insert(&book).insert(&nowhere)).await;
    assert!(matches!(&nowhere, Err(Error::Broken { table, .. }) if table == "audit_entries"), "{nowhere:?}");
    assert_eq!(store.get::<Book>((book.id,)).await.unwrap(), None);
    library.stranger().await.batch_execute("drop table audit.entries").await.unwrap();
    let absent = store.write(Batch::new().insert(&book).insert(&entry)).await;
    assert!(matches!(&absent, Err(Error::Table { table: "audit.entries", .. })), "{absent:?}");
    assert_eq!(store.get::<Book>((book.id,)).await.unwrap(), None);
}

#[tokio::test]
async fn a_read_takes_one_round_trip_once_it_is_prepared() {
    let Some(library) = Served::open().await else { return };
    let (wire, store) = wired(&library).await;
    let shelf = library.shelf("north");
    store.write(Batch::new().insert(&shelf)).await.unwrap();
    store.get::<Shelf>((shelf.id,)).await.unwrap().unwrap();
    wire.requests();
    for _ in 0..3 {
        store.get::<Shelf>((shelf.id,)).await.unwrap().unwrap();
    }
    assert_eq!(wire.requests(), ["sync", "sync", "sync"]);
}

#[tokio::test]
async fn a_far_read_takes_one_round_trip_once_it_is_prepared() {
    let Some(library) = Served::open().await else { return };
    let (wire, store) = wired(&library).await;
    let names = sql!((String,), (), "select name from shelves");
    store.scan(names, ()).await.unwrap();
    wire.requests();
    wire.hold_until(3);
    timeout(STUCK, store.scan(names, ())).await.unwrap().unwrap();
    assert_eq!(wire.requests(), ["begin read only; set local statement_timeout = 300000", "sync", "commit"]);
}

#[tokio::test]
async fn a_client_that_goes_away_neither_stops_nor_hides_its_write() {
    let Some(library) = Served::open().await else { return };
    let (wire, store) = wired(&library).await;
    warm(&library, &wire, &store).await;
    wire.hold_until(2);
    let (writing, batch) = (store.clone(), Batch::new().insert(&library.shelf("north")));
    let before = wire.asked();
    let client = tokio::spawn(async move { writing.write(batch).await });
    timeout(STUCK, wire.reaches(before + 1)).await.unwrap();
    client.abort();
    assert!(client.await.unwrap_err().is_cancelled());
    wire.release();
    timeout(STUCK, store.close()).await.unwrap();
    assert_eq!(names(&library).await, ["north", "warm"]);
}

#[tokio::test]
async fn a_client_that_goes_away_frees_the_connection_it_read_on() {
    let Some(library) = Served::open().await else { return };
    let store = open(&library.url, &Options { pool_size: 1, ..Options::default() });
    let sleep = sql!((String,), (), sqlite: "select ''", postgres: "select pg_sleep(1000)::text");
    let running = "select count(*) from pg_stat_activity where query like '%pg_sleep(1000)%' \
                   and state = 'active' and datname = current_database() and pid <> pg_backend_pid()";
    let reading = store.clone();
    let client = tokio::spawn(async move { reading.all(sleep, ()).await });
    let stranger = library.stranger().await;
    let count = async || stranger.query_one(running, &[]).await.unwrap().get::<_, i64>(0);
    timeout(STUCK, async { while count().await == 0 {} }).await.unwrap();
    client.abort();
    timeout(STUCK, store.ping()).await.unwrap().unwrap();
    timeout(STUCK, async { while count().await > 0 {} }).await.unwrap();
}

#[tokio::test]
async fn a_commit_whose_answer_is_lost_is_found_out_to_have_happened() {
    let Some(library) = Served::open().await else { return };
    let (wire, store) = wired(&library).await;
    warm(&library, &wire, &store).await;
    wire.cut_after(3, true);
    let outcome = timeout(STUCK, store.write(Batch::new().insert(&library.shelf("north")))).await.unwrap();
    assert_eq!(outcome.unwrap(), 1);
    assert_eq!(names(&library).await, ["north", "warm"]);
    let requests = wire.requests();
    assert_eq!(requests.iter().filter(|request| *request == "commit").count(), 1, "{requests:?}");
    store.write(Batch::new().insert(&library.shelf("south"))).await.unwrap();
}

#[tokio::test]
async fn a_commit_that_never_arrived_is_found_out_to_have_done_nothing() {
    let Some(library) = Served::open().await else { return };
    let (wire, store) = wired(&library).await;
    warm(&library, &wire, &store).await;
    wire.cut_after(3, false);
    let outcome = timeout(STUCK, store.write(Batch::new().insert(&library.shelf("north")))).await.unwrap();
    assert!(matches!(&outcome, Err(Error::Unavailable(why)) if why.contains("nothing was written")), "{outcome:?}");
    assert_eq!(names(&library).await, ["warm"]);
    store.write(Batch::new().insert(&library.shelf("north"))).await.unwrap();
}

#[tokio::test]
async fn a_line_that_breaks_before_the_commit_is_not_noticed_by_the_client() {
    let Some(library) = Served::open().await else { return };
    let (wire, store) = wired(&library).await;
    let mut expected = Vec::new();
    for (at, deliver_last) in [(1, true), (1, false), (2, true), (2, false), (3, true), (3, false)] {
        let (first, second) = (format!("{at} {deliver_last} a"), format!("{at} {deliver_last} b"));
        store.ping().await.unwrap();
        wire.cut_after(at, deliver_last);
        let batch = Batch::new().insert(&library.shelf(&first)).insert(&library.shelf(&second));
        assert_eq!(timeout(STUCK, store.write(batch)).await.unwrap().unwrap(), 2, "{at} {deliver_last}");
        expected.extend([first, second]);
        wire.cut_after(1, deliver_last);
        timeout(STUCK, store.ping()).await.unwrap().unwrap();
    }
    expected.sort();
    assert_eq!(names(&library).await, expected);
}

#[tokio::test]
async fn a_fault_at_any_moment_leaves_nothing_behind() {
    let Some(library) = Served::open().await else { return };
    let batch = Batch::new().insert(&library.shelf("north")).insert(&library.shelf("south"));
    let moments = [(Moment::Begin, 0), (Moment::Statement, 0), (Moment::Statement, 1), (Moment::Commit, 0)];
    for (moment, after) in moments {
        library.store.fail(moment, after, Fault::Full);
        assert!(matches!(library.store.write(batch.clone()).await, Err(Error::Full)), "{moment:?} {after}");
        library.store.fail(moment, after, Fault::Away);
        assert!(matches!(library.store.write(batch.clone()).await, Err(Error::Unavailable(_))), "{moment:?} {after}");
        assert_eq!(names(&library).await, Vec::<String>::new());
    }
    assert_eq!(library.store.write(batch).await.unwrap(), 2);
}

#[tokio::test]
async fn a_statement_that_takes_too_long_and_a_lock_that_never_comes_are_told_apart() {
    let Some(library) = Served::open().await else { return };
    let limits = Options {
        statement_timeout: Duration::from_millis(200),
        lock_timeout: Duration::from_millis(50),
        ..Options::default()
    };
    let store = open(&library.url, &limits);
    library.store.write(Batch::new().insert(&library.shelf("north"))).await.unwrap();
    let sleep = sql!((String,), (), sqlite: "select ''", postgres: "select pg_sleep(1000)::text");
    let late = store.all(sleep, ()).await.unwrap_err();
    assert!(matches!(&late, Error::Unavailable(why) if why.contains("statement_timeout")), "{late}");
    let stranger = library.stranger().await;
    stranger.batch_execute("begin; lock table shelves").await.unwrap();
    let held = store.write(Batch::new().insert(&library.shelf("south"))).await.unwrap_err();
    assert!(matches!(&held, Error::Unavailable(why) if why.contains("another transaction")), "{held}");
    stranger.batch_execute("rollback").await.unwrap();
    store.write(Batch::new().insert(&library.shelf("south"))).await.unwrap();
}

#[tokio::test]
async fn a_connection_that_is_lost_is_counted_and_so_is_the_pool() {
    let Some(library) = Served::open().await else { return };
    let store = open(&library.url, &Options { pool_size: 3, ..Options::default() });
    let pool = ["limit_connections", "open_connections", "idle_connections", "waiting_requests"];
    let pool = || pool.map(|name| metered(&store, &format!("pool_{name}"), ""));
    assert_eq!(pool(), [3.0, 0.0, 0.0, 0.0]);
    let process = sql!((i64,), (), sqlite: "select 1", postgres: "select pg_backend_pid()::bigint");
    let (process,) = store.one(process, ()).await.unwrap().unwrap();
    assert_eq!(pool(), [3.0, 1.0, 1.0, 0.0]);
    assert_eq!(metered(&store, "connections_lost_total", ""), 0.0);
    library.stranger().await.query_one("select pg_terminate_backend($1)", &[&(process as i32)]).await.unwrap();
    let noticed = async {
        while metered(&store, "connections_lost_total", "") < 1.0 {
            tokio::task::yield_now().await
        }
    };
    timeout(STUCK, noticed).await.unwrap();
    store.ping().await.unwrap();
    assert_eq!(pool(), [3.0, 1.0, 1.0, 0.0]);
    assert_eq!(metered(&store, "connections_lost_total", ""), 1.0);
}

#[tokio::test]
async fn a_closed_store_says_so() {
    let Some(library) = Served::open().await else { return };
    library.store.close().await;
    for outcome in
        [library.store.ping().await, library.store.write(Batch::new().insert(&library.shelf("a"))).await.map(drop)]
    {
        assert!(matches!(&outcome, Err(Error::Unavailable(why)) if why.contains("closed")), "{outcome:?}");
    }
}
