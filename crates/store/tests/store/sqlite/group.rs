//! The writer, step by step.
use crate::library::{Shelf, TABLES};
use crate::meters::metered;
use crate::sqlite::place::{Filed, location};
use rusqlite::Connection;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use store::{Batch, Error, Options, Store, Turn, Writer};

/// A library whose writer waits to be stepped.
async fn stepped() -> (Filed, Store, Writer) {
    let library = Filed::open().await;
    library.store.close().await;
    let (store, writer) = Store::stepped(library.folder.path().join("library.db").as_path(), TABLES).unwrap();
    (library, store, writer)
}

fn poll<F: Future>(future: std::pin::Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[tokio::test]
async fn nobody_is_answered_before_the_commit_and_then_everybody() {
    let (library, store, mut writer) = stepped().await;
    let (north, south) = (library.shelf("north"), library.shelf("south"));
    let mut first = pin!(store.write(Batch::new().insert(&north)));
    let mut twice = pin!(store.write(Batch::new().insert(&library.shelf("north"))));
    let mut third = pin!(store.write(Batch::new().insert(&south)));
    assert!(
        poll(first.as_mut()).is_pending() && poll(twice.as_mut()).is_pending() && poll(third.as_mut()).is_pending()
    );
    assert_eq!(metered(&store, "queued_batches", ""), 3.0);
    for _ in 0..3 {
        assert_eq!(writer.turn(), Turn::Applied);
        assert!(
            poll(first.as_mut()).is_pending() && poll(twice.as_mut()).is_pending() && poll(third.as_mut()).is_pending()
        );
    }
    assert_eq!(store.get::<Shelf>((north.id,)).await.unwrap(), None, "nobody sees what is not committed");
    assert_eq!(writer.turn(), Turn::Committed(3));
    assert!(matches!(poll(first.as_mut()), Poll::Ready(Ok(1))));
    assert!(matches!(poll(twice.as_mut()), Poll::Ready(Err(Error::Broken { .. }))));
    assert!(matches!(poll(third.as_mut()), Poll::Ready(Ok(1))));
    assert_eq!(writer.turn(), Turn::Idle);
    let told = ["queued_batches", "groups_committed_total", "group_batches_sum", "batches_failed_total"];
    assert_eq!(told.map(|name| metered(&store, name, "")), [0.0, 1.0, 2.0, 1.0]);
}

#[tokio::test]
async fn whoever_goes_away_neither_stops_nor_hides_the_write() {
    let (library, store, mut writer) = stepped().await;
    let north = library.shelf("north");
    {
        let mut gone = pin!(store.write(Batch::new().insert(&north)));
        assert!(poll(gone.as_mut()).is_pending());
    }
    assert_eq!((writer.turn(), writer.turn()), (Turn::Applied, Turn::Committed(1)));
    assert_eq!(store.get((north.id,)).await.unwrap(), Some(north));
}

#[tokio::test]
async fn r_13_a_write_waits_while_another_process_holds_the_file_and_reads_go_on() {
    let (library, store, mut writer) = stepped().await;
    let north = library.shelf("north");
    let other = Connection::open(library.folder.path().join("library.db")).unwrap();
    other.execute_batch("begin immediate; update shelves set revision = 2").unwrap();
    let mut waiting = pin!(store.write(Batch::new().insert(&north)));
    assert!(poll(waiting.as_mut()).is_pending());
    for _ in 0..5 {
        assert_eq!(writer.turn(), Turn::Held);
        assert_eq!(store.get::<Shelf>((north.id,)).await.unwrap(), None);
    }
    other.execute_batch("commit").unwrap();
    assert_eq!((writer.turn(), writer.turn()), (Turn::Applied, Turn::Committed(1)));
    assert!(matches!(poll(waiting.as_mut()), Poll::Ready(Ok(1))));
}

#[tokio::test]
async fn a_writer_that_is_held_for_ever_gives_up_by_name() {
    let (library, store, mut writer) = stepped().await;
    let other = Connection::open(library.folder.path().join("library.db")).unwrap();
    other.execute_batch("begin immediate").unwrap();
    let mut waiting = pin!(store.write(Batch::new().insert(&library.shelf("north"))));
    assert!(poll(waiting.as_mut()).is_pending());
    let held = (0..100_000).take_while(|_| writer.turn() == Turn::Held).count();
    assert!((1_000..100_000).contains(&held), "it waited {held} turns");
    let Poll::Ready(Err(Error::Unavailable(why))) = poll(waiting.as_mut()) else { panic!("it is not answered") };
    assert_eq!(why, "another process holds it");
}

#[tokio::test]
async fn another_process_that_writes_is_noticed() {
    let library = Filed::open().await;
    let other = Store::open(&location(&library.folder), &Options::default(), TABLES).unwrap();
    let mut changed = library.store.changed();
    let writing = async {
        for name in 0.. {
            other.write(Batch::new().insert(&library.shelf(&format!("shelf {name}")))).await.unwrap();
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        noticed = changed.changed() => noticed.unwrap(),
        () = writing => {}
    }
}
