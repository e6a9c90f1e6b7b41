//! The writer, step by step.
use crate::library::{Shelf, TABLES};
use crate::meters::metered;
use crate::sqlite::place::{Filed, location};
use base::Id;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use store::{Batch, Error, Options, Store, Turn, Writer, sql};

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
async fn of_many_that_write_half_are_committed_while_the_others_come_again() {
    let (library, store, mut writer) = stepped().await;
    let ask = |number: usize, parts: usize| {
        let shelves = (0..parts).map(|part| library.shelf(&format!("shelf {number}.{part}")));
        let mut write = Box::pin(store.write(shelves.fold(Batch::new(), |batch, shelf| batch.insert(&shelf))));
        assert!(poll(write.as_mut()).is_pending());
        write
    };
    let group = |writer: &mut Writer| loop {
        match writer.turn() {
            Turn::Applied => {}
            other => return other,
        }
    };
    let first: Vec<_> = (0..32).map(|number| ask(number, 3)).collect();
    assert_eq!([group(&mut writer), writer.turn()], [Turn::Committed(16), Turn::Applied]);
    // Those who were answered come again meanwhile.
    let again: Vec<_> = (32..48).map(|number| ask(number, 3)).collect();
    assert_eq!([(); 3].map(|()| group(&mut writer)), [Turn::Committed(16), Turn::Committed(16), Turn::Idle]);
    // A group of little is not worth the wait.
    let small: Vec<_> = (48..80).map(|number| ask(number, 1)).collect();
    assert_eq!([(); 2].map(|()| group(&mut writer)), [Turn::Committed(32), Turn::Idle]);
    for write in first.into_iter().chain(again).chain(small) {
        write.await.unwrap();
    }
}

#[tokio::test]
async fn a_batch_that_fails_halfway_leaves_nothing_and_takes_nobody_with_it() {
    let (library, store, mut writer) = stepped().await;
    let [north, south, east] = ["north", "south", "east"].map(|name| library.shelf(name));
    let halfway = Batch::new().insert(&south).insert(&library.shelf("north"));
    let mut first = pin!(store.write(Batch::new().insert(&north)));
    let mut fails = pin!(store.write(halfway));
    let mut third = pin!(store.write(Batch::new().insert(&east)));
    assert!(
        poll(first.as_mut()).is_pending() && poll(fails.as_mut()).is_pending() && poll(third.as_mut()).is_pending()
    );
    assert_eq!([writer.turn(), writer.turn()], [Turn::Applied, Turn::Again]);
    assert_eq!([writer.turn(), writer.turn(), writer.turn()], [Turn::Applied; 3]);
    assert!(
        poll(first.as_mut()).is_pending() && poll(fails.as_mut()).is_pending() && poll(third.as_mut()).is_pending()
    );
    assert_eq!(writer.turn(), Turn::Committed(3));
    assert!(matches!(poll(first.as_mut()), Poll::Ready(Ok(1))));
    assert!(matches!(poll(fails.as_mut()), Poll::Ready(Err(Error::Broken { .. }))));
    assert!(matches!(poll(third.as_mut()), Poll::Ready(Ok(1))));
    assert_eq!(store.get((north.id,)).await.unwrap(), Some(north));
    assert_eq!(store.get::<Shelf>((south.id,)).await.unwrap(), None);
    assert_eq!(store.get((east.id,)).await.unwrap(), Some(east));
    // The next group is quick again: a batch that fails halfway is noticed as one.
    let mut fails = pin!(store.write(Batch::new().insert(&south).insert(&library.shelf("east"))));
    assert!(poll(fails.as_mut()).is_pending());
    assert_eq!([writer.turn(), writer.turn(), writer.turn()], [Turn::Again, Turn::Applied, Turn::Committed(1)]);
    assert!(matches!(poll(fails.as_mut()), Poll::Ready(Err(Error::Broken { .. }))));
}

/// A group of batches, each of a few shelves out of eight; only shelves of names that are not taken can be added.
#[tokio::test]
async fn every_batch_of_a_group_happens_whole_or_not_at_all_whatever_the_others_do() {
    let (library, store, mut writer) = stepped().await;
    let mut seed = 7_u64;
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let mut taken = BTreeMap::new();
    let (mut whole, mut halfway) = (0, 0);
    for _ in 0..200 {
        let mut asked = Vec::new();
        for _ in 0..=random(6) {
            let shelves: Vec<Shelf> = (0..=random(3)).map(|_| library.shelf(&format!("shelf {}", random(8)))).collect();
            let mut after = taken.clone();
            let fits = shelves.iter().all(|shelf| after.insert(shelf.name.clone(), shelf.id).is_none());
            if fits {
                taken = after;
            }
            (whole, halfway) = (whole + u32::from(fits), halfway + u32::from(!fits));
            let batch = shelves.iter().fold(Batch::new(), Batch::insert);
            asked.push((Box::pin(store.write(batch)), fits));
        }
        asked.iter_mut().for_each(|(write, _)| assert!(poll(write.as_mut()).is_pending()));
        while !matches!(writer.turn(), Turn::Committed(_)) {}
        for (write, fits) in asked {
            assert_eq!(write.await.is_ok(), fits);
        }
        let there = store.all(sql!((String, Id), (), "select name, id from shelves /* house */"), ()).await.unwrap();
        assert_eq!(there.into_iter().collect::<BTreeMap<_, _>>(), taken);
        // Some room again.
        for (_, id) in taken.extract_if(.., |_, _| random(2) == 0) {
            let mut removal = pin!(store.write(Batch::new().delete::<Shelf>((id,))));
            assert!(poll(removal.as_mut()).is_pending());
            while !matches!(writer.turn(), Turn::Committed(_)) {}
            removal.await.unwrap();
        }
    }
    assert!(whole > 100 && halfway > 100, "{whole} and {halfway}");
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
