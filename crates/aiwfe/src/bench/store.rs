//! `bench store`: commits, keyed reads, the start of the program, its memory.
use super::{Figure, Target, disk, process::Server};
use crate::wiring::{STEPS, TABLES};
use ::store::{Batch, Dialect, Location, Options, Store, sql};
use account::AuditEntry;
use base::{Clock, Id};
use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// Under which conditions to measure.
#[derive(Clone, Debug)]
pub struct Conditions {
    /// The database to fill; it should be empty.
    pub location: Location,
    /// The same as text, for the program that is started on it.
    pub database: String,
    /// A folder on the disk that is meant.
    pub folder: PathBuf,
    /// For how long to write.
    pub duration: Duration,
}

/// How many write at once.
const WRITERS: usize = 64;
/// How many rows are read, one after the other.
const READS: u32 = 50_000;

/// Measures, and tells each figure as soon as it is known.
pub async fn store(conditions: &Conditions, clock: &Clock, tell: impl Fn(&Figure)) -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    let mut note = |figure: Figure| {
        tell(&figure);
        figures.push(figure);
    };
    let failed = |error: &dyn std::fmt::Display| format!("the measurement ended early: {error}");
    let syncs = || disk::syncs_per_second(&conditions.folder).map_err(|error| failed(&error));

    let before = syncs()?;
    note(Figure::plain("disk, before", before, "fdatasync/s"));
    let store = Store::open(&conditions.location, &Options::default(), TABLES).map_err(|error| failed(&error))?;
    store.migrate(STEPS, clock).await.map_err(|refusal| format!("the database was refused: {refusal:?}"))?;

    let commits = commits(&store, clock, conditions.duration).await.map_err(|error| failed(&error))?;
    let after = syncs()?;
    let syncs = before.min(after);
    let aim = Target::AtLeast((syncs * 10.0).min(100_000.0));
    let counts = syncs >= disk::CALM && store.dialect() == Dialect::Sqlite;
    note(match counts {
        true => Figure::aimed("one-row commits, 64 writers", commits, "commits/s", aim),
        false => Figure::plain("one-row commits, 64 writers", commits, "commits/s"),
    });
    note(Figure::plain("disk, after", after, "fdatasync/s"));

    let most_us = if store.dialect() == Dialect::Sqlite { 10.0 } else { 120.0 };
    let read_us = reads(&store).await.map_err(|error| failed(&error))?;
    note(Figure::aimed("keyed read, in process", read_us, "µs", Target::AtMost(most_us)));
    store.close().await;

    let server = Server::start(&conditions.folder, &conditions.database).await.map_err(|error| failed(&error))?;
    let ready = "from the start to ready, existing database";
    note(match store.dialect() {
        Dialect::Sqlite => Figure::aimed(ready, server.ready_ms, "ms", Target::AtMost(100.0)),
        Dialect::Postgres => Figure::plain(ready, server.ready_ms, "ms"),
    });
    if let Some(idle_mb) = server.idle_mb().await {
        note(Figure::aimed("memory, idle", idle_mb, "MB", Target::AtMost(25.0)));
    }
    server.stop().await.map_err(|error| failed(&error))?;
    Ok(figures)
}

/// Commits in a second, each of one row of the record.
pub(super) async fn commits(store: &Store, clock: &Clock, duration: Duration) -> Result<f64, String> {
    let (store, clock) = (store.clone(), clock.clone());
    let commit = move || {
        let (store, batch) = (store.clone(), Batch::new().insert(&entry(&clock)));
        async move { store.write(batch).await.map(drop).map_err(|error| error.to_string()) }
    };
    per_second(commit, duration).await
}

/// How often something is done in a second by many writers, each of which goes on once it is answered.
pub(super) async fn per_second<W, F>(work: W, duration: Duration) -> Result<f64, String>
where
    W: Fn() -> F + Clone + Send + 'static,
    F: Future<Output = Result<(), String>> + Send,
{
    let (is_over, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let start = Instant::now();
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let (work, is_over, count) = (work.clone(), is_over.clone(), count.clone());
            tokio::spawn(async move {
                while !is_over.load(Ordering::Relaxed) {
                    work().await?;
                    count.fetch_add(1, Ordering::Relaxed);
                }
                Ok::<(), String>(())
            })
        })
        .collect();
    tokio::time::sleep(duration).await;
    let rate = count.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64();
    is_over.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.map_err(|error| error.to_string())??;
    }
    Ok(rate)
}

/// An entry as a request leaves one.
pub(super) fn entry(clock: &Clock) -> AuditEntry {
    AuditEntry {
        seq: 0,
        at: clock.now(),
        actor_id: Some(Id::new(clock)),
        space_id: Some(Id::new(clock)),
        operation: "tasks.create".into(),
        subject_id: Some(Id::new(clock)),
        request_id: "req_0123456789ab".into(),
    }
}

/// Microseconds for one row by its key, one after the other.
async fn reads(store: &Store) -> ::store::Result<f64> {
    let last = sql!((i64,), (), "select coalesce(max(seq), 0) from audit.audit_log");
    let (last,) = store.scan(last, ()).await?.pop().unwrap_or_default();
    let start = Instant::now();
    for turn in 0..i64::from(READS) {
        // Strides over the whole table, so that neighbours are not read one after the other.
        let key = 1 + turn.wrapping_mul(7_919) % last.max(1);
        store.get::<AuditEntry>((key,)).await?;
    }
    Ok(start.elapsed().as_secs_f64() * 1_000_000.0 / f64::from(READS))
}
