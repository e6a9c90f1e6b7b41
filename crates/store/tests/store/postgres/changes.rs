//! Wake-ups: what is committed anywhere is heard everywhere.
use crate::{
    postgres::place::{Served, open},
    postgres::wire::Wire,
};
use base::Secret;
use std::time::Duration;
use store::{Batch, Options, Pooler};
use tokio::{sync::watch::Receiver, time::timeout};

/// A test that hangs has failed; nothing is measured.
const STUCK: Duration = Duration::from_secs(60);

async fn heard(changes: &mut Receiver<u64>) {
    timeout(STUCK, changes.changed()).await.unwrap().unwrap();
}

/// Writes until the other side hears of it: it may not listen yet when the first write is done.
async fn reaches(library: &Served, changes: &mut Receiver<u64>, word: &str) {
    changes.mark_unchanged();
    let writing = async {
        for turn in 0.. {
            library.store.write(Batch::new().insert(&library.shelf(&format!("{word} {turn}")))).await.unwrap();
        }
    };
    tokio::select! {
        () = heard(changes) => {}
        () = writing => {}
    }
}

#[tokio::test]
async fn a_write_wakes_those_who_wait_here_and_elsewhere() {
    let Some(library) = Served::open().await else { return };
    let elsewhere = open(&library.url, &Options::default());
    let (mut here, mut there) = (library.store.changed(), elsewhere.changed());
    // Listening begins with a wake-up, for what was missed before.
    heard(&mut there).await;
    there.mark_unchanged();
    here.mark_unchanged();
    library.store.write(Batch::new().insert(&library.shelf("north"))).await.unwrap();
    assert!(here.has_changed().unwrap(), "whoever wrote knows at once");
    heard(&mut there).await;
}

#[tokio::test]
async fn however_much_is_written_while_the_others_are_told_they_are_told_once_more() {
    let Some(library) = Served::open().await else { return };
    let wire = Wire::start(&library.url).await;
    let store = open(&wire.through(&library.url), &Options { pool_size: 4, ..Options::default() });
    wire.quiet(true);
    for at in 0..100 {
        store.write(Batch::new().insert(&library.shelf(&format!("shelf {at}")))).await.unwrap();
        wire.told(1).await;
    }
    assert_eq!(wire.tells(), 1);
    wire.quiet(false);
    timeout(STUCK, wire.told(2)).await.unwrap();
    store.close().await;
    assert_eq!(wire.tells(), 2);
}

#[tokio::test]
async fn listening_goes_on_after_the_line_broke() {
    let Some(library) = Served::open().await else { return };
    let elsewhere = open(&library.url, &Options::default());
    let mut changes = elsewhere.changed();
    heard(&mut changes).await;
    let end = "select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen aiwfe' and datname = current_database()";
    library.stranger().await.batch_execute(end).await.unwrap();
    reaches(&library, &mut changes, "again").await;
}

#[tokio::test]
async fn behind_a_pooler_the_server_is_asked_or_listened_to_elsewhere() {
    let Some(library) = Served::open().await else { return };
    let pooled = Options { pooler: Pooler::Transaction, ..Options::default() };
    let asking = open(&library.url, &pooled);
    reaches(&library, &mut asking.changed(), "asked").await;
    let listening = open(&library.url, &Options { listen_url: Some(Secret::new(&library.url)), ..pooled.clone() });
    let mut changes = listening.changed();
    heard(&mut changes).await;
    reaches(&library, &mut changes, "told").await;
    let wrong = Options { listen_url: Some(Secret::new("postgres://hunter2")), ..pooled };
    let refused = store::Store::open(&crate::postgres::place::location(&library.url), &wrong, crate::library::TABLES);
    let words = refused.map(drop).unwrap_err().to_string();
    assert!(words.contains("listen_url") && !words.contains("hunter2"), "{words}");
}
