//! The storm itself: writers, perhaps a reader, and somebody who watches for the end.
use crate::{BROKEN_PROMISE, FATAL, order::Order, output::Output, transfer, writer::Writer};
use base::Clock;
use std::{
    process::{self, ExitCode},
    time::Duration,
};
use store::{Store, sql};
use tokio::{
    signal::unix::{SignalKind, signal},
    task::JoinSet,
};

/// How long it leaves between two reads, and between two tries to begin.
const BREATH: Duration = Duration::from_millis(1);

/// Writes until every batch is written, or until it is told to stop.
pub(crate) async fn run(store: Store, order: &Order, output: Output) -> ExitCode {
    let mut stop = signal(SignalKind::terminate()).expect("a signal to listen for");
    while let Err(error) = transfer::open_accounts(&store).await {
        output.line(format_args!("err accounts {error}"));
        fall(&store, &output);
        tokio::time::sleep(BREATH).await;
    }
    output.line("open");
    tokio::spawn(watch(store.clone(), output.clone()));
    if order.reads {
        tokio::spawn(read(store.clone(), output.clone()));
    }
    let mut writers = JoinSet::new();
    let clock = Clock::system();
    for writer in order.first..order.first + order.writers {
        let (store, clock, output) = (store.clone(), clock.clone(), output.clone());
        writers
            .spawn(Writer { store, clock, output, writer, seed: order.seed, sweep: order.sweep }.write(order.batches));
    }
    let finished = async {
        while let Some(written) = writers.join_next().await {
            if let Err(broken) = written.expect("a writer that ends by itself") {
                output.line(format_args!("broken {broken}"));
                return BROKEN_PROMISE;
            }
        }
        0
    };
    let code = tokio::select! { code = finished => code, _ = stop.recv() => 0 };
    store.close().await;
    fall(&store, &output);
    output.line("end");
    // At once, so that nothing is tidied up that closing the store has left.
    process::exit(code.into())
}

/// Ends the process if the disk has failed.
fn fall(store: &Store, output: &Output) {
    if let Some(why) = store.fatal().borrow().clone() {
        output.line(format_args!("fatal {why}"));
        process::exit(FATAL);
    }
}

/// Ends the process when the disk fails.
async fn watch(store: Store, output: Output) {
    let mut fatal = store.fatal();
    let failed = fatal.wait_for(Option::is_some).await.map(drop);
    failed.expect("the store is held while it is watched");
    fall(&store, &output);
}

/// Reads the accounts over and over; the sum may never be another.
async fn read(store: Store, output: Output) {
    let sum = sql!((i64,), (), "select cast(sum(balance) as bigint) from accounts");
    for count in 1.. {
        match store.one(sum, ()).await {
            Ok(Some((sum,))) if sum == crate::schema::ACCOUNTS * crate::schema::BALANCE => {
                output.line(format_args!("read {count}"));
            }
            Ok(sum) => {
                output.line(format_args!("broken a reader sees {sum:?} on the accounts"));
                process::exit(BROKEN_PROMISE.into());
            }
            Err(error) => output.line(format_args!("unread {error}")),
        }
        tokio::time::sleep(BREATH).await;
    }
}
