//! SQLite: one file, one writer, readers on every thread.
mod apply;
mod carrier;
mod changes;
mod check;
mod connection;
mod describe;
mod error;
mod meters;
mod probe;
mod readers;
mod row;
mod steps;
mod work;
mod writer;

pub use work::Turn;
pub use writer::Writer;

use crate::{
    batch::Batch,
    error::{Error, Result},
    examine::Account,
    faults::Faults,
    finding::Refusal,
    handle::Fatal,
    meters::Writes,
    schema::Table,
    steps::{AppliedStep, Step},
};
use base::Clock;
use changes::Changes;
use readers::Readers;
use rusqlite::Connection;
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};
use tokio::sync::{mpsc, oneshot};
use work::{Job, Work};

/// So many batches may wait; the next one is told that the database is too busy.
const QUEUE: usize = 8_192;
/// How long a batch waits for another process that holds the file.
const PATIENCE: Duration = Duration::from_secs(40);

/// The engine over one file.
pub(crate) struct Sqlite {
    pub(crate) path: PathBuf,
    pub(crate) readers: Readers,
    #[cfg_attr(not(feature = "faults"), expect(dead_code, reason = "only tests set faults"))]
    pub(crate) faults: Arc<Faults>,
    writes: Arc<Writes>,
    changes: Changes,
    work: mpsc::Sender<Work>,
    /// Tells the writer not to wait any longer for another process.
    hurry: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Sqlite {
    /// Opens the file, making it if it is not there, and starts the writer.
    pub(crate) fn open(path: &Path, tables: &'static [&'static Table], fatal: Arc<Fatal>) -> Result<Self> {
        let (engine, writer) = Self::stepped(path, tables, fatal)?;
        let hurry = engine.hurry.clone();
        let thread = thread::Builder::new().name("writer".into()).spawn(move || writer.run(&hurry));
        let thread = thread.map_err(|error| Error::Database(format!("no thread for the writer: {error}")))?;
        *engine.thread() = Some(thread);
        Ok(engine)
    }

    /// The same, with a writer that does nothing until it is stepped.
    pub(crate) fn stepped(path: &Path, tables: &'static [&'static Table], fatal: Arc<Fatal>) -> Result<(Self, Writer)> {
        let connection = connection::writer(path)?;
        connection::renew_log(&connection, path)?;
        let (work, queue) = mpsc::channel(QUEUE);
        let faults: Arc<Faults> = Arc::default();
        let writes = Arc::new(Writes::new());
        let writer = Writer::new(connection, tables, queue, PATIENCE, fatal, faults.clone(), writes.clone());
        let engine = Self {
            path: path.to_owned(),
            readers: Readers::new(path),
            faults,
            writes,
            changes: Changes::new(),
            work,
            hurry: Arc::default(),
            thread: Mutex::default(),
        };
        Ok((engine, writer))
    }

    /// Only reads a file that is there.
    pub(crate) fn look(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            readers: Readers::new(path),
            faults: Arc::default(),
            writes: Arc::new(Writes::new()),
            changes: Changes::new(),
            work: mpsc::channel(1).0,
            hurry: Arc::default(),
            thread: Mutex::default(),
        }
    }

    /// Hands a batch to the writer and waits for the commit. Whoever stops waiting neither stops nor hides the write.
    pub(crate) async fn write(&self, batch: Batch) -> Result<u64> {
        let (answer, answered) = oneshot::channel();
        let sent = self.work.try_send(Work::Write(Job { batch, answer })).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => Error::Unavailable("too many writes are waiting".into()),
            mpsc::error::TrySendError::Closed(_) => closed(),
        });
        if let Err(refused) = sent {
            self.writes.failed();
            return Err(refused);
        }
        let rows = answered.await.map_err(|_| closed())??;
        self.changes.happened();
        Ok(rows)
    }

    /// What the file says of itself, through the very connections that requests are read with.
    pub(crate) async fn account(&self, tables: &'static [&'static Table]) -> Result<Account> {
        let path = self.path.clone();
        let read = move |connection: &Connection| {
            Ok(Account {
                applied: steps::applied(connection),
                expected: describe::reference(tables)?,
                live: describe::describe(connection)?,
                settings: check::settings(&connection::examiner(&path)?)?,
                statements: check::statements(connection),
                evidence: "select type, name, tbl_name, sql from sqlite_schema",
            })
        };
        self.readers.on_scan_pool(read).await
    }

    /// The steps that were applied.
    pub(crate) async fn applied(&self) -> Result<Vec<AppliedStep>> {
        self.readers.on_scan_pool(steps::applied).await
    }

    /// Applies what is left of the history, after a backup.
    pub(crate) async fn migrate(
        &self,
        steps: &'static [Step],
        clock: &Clock,
        version: &'static str,
    ) -> Result<Vec<i64>, Refusal> {
        let (path, clock) = (self.path.clone(), clock.clone());
        let work = tokio::task::spawn_blocking(move || steps::apply(&path, steps, &clock, version));
        work.await.map_err(|error| Error::Database(format!("the steps ended early: {error}")))?
    }

    /// Answers what was sent, carries the log over and lets the file go.
    pub(crate) async fn close(&self) {
        self.hurry.store(true, Ordering::Relaxed);
        let _ = self.work.send(Work::Close).await;
        let thread = self.thread().take();
        if let Some(thread) = thread {
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
        self.readers.close().await;
    }

    fn thread(&self) -> std::sync::MutexGuard<'_, Option<JoinHandle<()>>> {
        self.thread.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn closed() -> Error {
    Error::Unavailable("the store is closed".into())
}
