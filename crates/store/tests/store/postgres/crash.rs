//! A server that dies: what was acknowledged is there, and the store heals by itself.
use crate::{
    library::{Shelf, shelf},
    postgres::place::{Served, connect, open},
    postgres::wire::Wire,
};
use base::Id;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};
use store::{Batch, Error, Options, sql};
use testkit::postgres::{Cluster, Durability, may_run};
use tokio::{task::JoinSet, time::timeout};

/// A test that hangs has failed; nothing is measured.
const STUCK: Duration = Duration::from_secs(180);

/// A server of the test's own, which it may kill.
fn cluster() -> Option<Cluster> {
    may_run(Cluster::available(), "PostgreSQL").then(|| Cluster::start_with(Durability::On).unwrap())
}

/// What a writer was told of its writes.
#[derive(Default)]
struct Told {
    acknowledged: Vec<Id>,
    refused: Vec<Id>,
    unknown: usize,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_under_writes_loses_nothing_that_was_acknowledged() {
    let Some(mut cluster) = cluster() else { return };
    let library = Served::on(&cluster.url("postgres")).await;
    let (stop, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let mut writers = JoinSet::new();
    for writer in 0..8 {
        let (store, clock) = (library.store.clone(), library.clock.clone());
        let (stop, count) = (stop.clone(), count.clone());
        writers.spawn(async move {
            let (mut told, mut turn) = (Told::default(), 0);
            while !stop.load(Ordering::SeqCst) {
                turn += 1;
                let (one, two) =
                    (shelf(&clock, &format!("{writer} {turn} a")), shelf(&clock, &format!("{writer} {turn} b")));
                match store.write(Batch::new().insert(&one).insert(&two)).await {
                    Ok(_) => {
                        told.acknowledged.extend([one.id, two.id]);
                        count.fetch_add(1, Ordering::SeqCst);
                    }
                    Err(Error::Unavailable(_)) => told.refused.extend([one.id, two.id]),
                    Err(Error::Unknown(_)) => told.unknown += 1,
                    Err(other) => panic!("{other:?}"),
                }
                tokio::task::yield_now().await;
            }
            told
        });
    }
    let progress = async |more: usize| {
        let goal = count.load(Ordering::SeqCst) + more;
        let reached = async {
            while count.load(Ordering::SeqCst) < goal {
                tokio::task::yield_now().await;
            }
        };
        timeout(STUCK, reached).await.unwrap();
    };
    for round in 0..3 {
        progress(100).await;
        let kill = move || {
            if round == 1 {
                cluster.stop_immediate().and_then(|()| cluster.start_again())
            } else {
                cluster.kill_and_restart()
            }
            .map(|()| cluster)
        };
        cluster = tokio::task::spawn_blocking(kill).await.unwrap().unwrap();
    }
    progress(100).await;
    stop.store(true, Ordering::SeqCst);
    let told = writers.join_all().await;
    let all = sql!((Id, String), (), "select id, name from shelves");
    let rows = library.store.scan(all, ()).await.unwrap();
    for told in &told {
        for id in &told.acknowledged {
            assert!(rows.iter().any(|(row, _)| row == id), "an acknowledged write is lost");
        }
        for id in &told.refused {
            assert!(!rows.iter().any(|(row, _)| row == id), "a refused write is there");
        }
    }
    for (_, name) in &rows {
        let (stem, half) = name.rsplit_once(' ').unwrap();
        let other = format!("{stem} {}", if half == "a" { "b" } else { "a" });
        assert!(rows.iter().any(|(_, name)| *name == other), "{name} stands alone");
    }
    let sums = told.iter().fold((0, 0, 0), |sums, told| {
        (sums.0 + told.acknowledged.len() / 2, sums.1 + told.refused.len() / 2, sums.2 + told.unknown)
    });
    eprintln!("{} acknowledged, {} refused, {} unknown", sums.0, sums.1, sums.2);
}

#[tokio::test]
async fn a_server_that_restarts_is_not_noticed_by_the_next_call() {
    let Some(mut cluster) = cluster() else { return };
    let library = Served::on(&cluster.url("postgres")).await;
    let shelf = library.shelf("north");
    library.store.write(Batch::new().insert(&shelf)).await.unwrap();
    // All connections of the pool are open when the server goes.
    let reads = (0..16).map(|_| {
        let (store, id) = (library.store.clone(), shelf.id);
        tokio::spawn(async move { store.get::<Shelf>((id,)).await.unwrap() })
    });
    for read in reads.collect::<Vec<_>>() {
        read.await.unwrap().unwrap();
    }
    cluster.stop_immediate().unwrap();
    let away = library.store.ping().await.unwrap_err();
    assert!(away.is_transient(), "{away}");
    let away = library.store.write(Batch::new().insert(&library.shelf("south"))).await.unwrap_err();
    assert!(matches!(away, Error::Unavailable(_)), "{away}");
    cluster.start_again().unwrap();
    assert_eq!(library.store.get::<Shelf>((shelf.id,)).await.unwrap(), Some(shelf.clone()));
    cluster.kill_and_restart().unwrap();
    library.store.write(Batch::new().insert(&library.shelf("south"))).await.unwrap();
    cluster.kill_and_restart().unwrap();
    assert_eq!(library.store.get::<Shelf>((shelf.id,)).await.unwrap(), Some(shelf));
}

#[tokio::test]
async fn another_life_of_the_server_can_be_told_from_the_last() {
    let Some(mut cluster) = cluster() else { return };
    let mut lives = Vec::new();
    for _ in 0..3 {
        let birth = "select stats_reset::text from pg_stat_bgwriter";
        lives.push(connect(&cluster.url("postgres")).await.query_one(birth, &[]).await.unwrap().get::<_, String>(0));
        cluster.kill_and_restart().unwrap();
    }
    lives.dedup();
    assert_eq!(lives.len(), 3);
}

#[tokio::test]
async fn a_commit_that_another_life_of_the_server_speaks_of_stays_unknown() {
    let Some(cluster) = cluster() else { return };
    let library = Served::on(&cluster.url("postgres")).await;
    let wire = Wire::start(&library.url).await;
    let store = open(&wire.through(&library.url), &Options { pool_size: 1, ..Options::default() });
    store.write(Batch::new().insert(&library.shelf("warm"))).await.unwrap();
    wire.told(1).await;
    store.ping().await.unwrap();
    // After a crash the numbers of transactions that left no trace are given anew; so are the statistics begun anew.
    library.stranger().await.batch_execute("select pg_stat_reset_shared('bgwriter')").await.unwrap();
    wire.cut_after(3, true);
    let outcome = timeout(STUCK, store.write(Batch::new().insert(&library.shelf("north")))).await.unwrap();
    assert!(matches!(outcome, Err(Error::Unknown(_))), "{outcome:?}");
    wire.cut_after(3, true);
    assert_eq!(store.write(Batch::new().insert(&library.shelf("south"))).await.unwrap(), 1);
}
