//! Reads: short ones on the thread that asks, long ones on the scan pool.
use super::{connection, meters::Reads};
use crate::{
    error::{Error, Result},
    sink::Sink,
    value::Value,
};
use rusqlite::{Connection, ErrorCode, params_from_iter};
use std::{
    cell::Cell,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, TryLockError,
        atomic::{AtomicBool, AtomicI32, AtomicUsize, Ordering},
    },
};
use tokio::sync::Semaphore;

/// How many steps of SQLite's machine an inline read may take: a few milliseconds.
const INLINE_STEPS: i32 = 100_000;
/// How often the machine looks up whether it is over its budget.
const STEPS_PER_LOOK: i32 = 1_000;
/// How many long reads run at once.
const SCANS: u32 = 4;

/// The connections that only read. They belong to the store, not to the threads that borrow them.
pub(crate) struct Readers {
    path: PathBuf,
    inline: Box<[Mutex<Option<Inline>>]>,
    scans: Arc<Scans>,
    is_closed: AtomicBool,
    pub(super) reads: Reads,
}

struct Inline {
    connection: Connection,
    looks_left: Arc<AtomicI32>,
}

struct Scans {
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    pub(crate) fn new(path: &Path) -> Self {
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            path: path.to_owned(),
            inline: (0..threads * 2).map(|_| Mutex::new(None)).collect(),
            scans: Arc::new(Scans { idle: Mutex::default(), permits: Arc::new(Semaphore::new(SCANS as usize)) }),
            is_closed: AtomicBool::new(false),
            reads: Reads::default(),
        }
    }

    /// Runs a query where it is asked; one that turns out long starts again, with another sink, on the scan pool.
    pub(crate) async fn query<S: Sink>(&self, text: &str, values: Vec<Value>, begin: impl Fn() -> S) -> Result<S> {
        self.reads.inline.increment();
        if let Some(sink) = self.inline(|connection| rows(connection, text, &values, begin()))? {
            return Ok(sink);
        }
        self.reads.moved.increment();
        self.scan(text, values, begin()).await
    }

    /// Runs a query on the scan pool.
    pub(crate) async fn scan<S: Sink>(&self, text: &str, values: Vec<Value>, sink: S) -> Result<S> {
        let text = text.to_owned();
        let interrupted = || Error::Database("a scan was interrupted".into());
        self.on_scan_pool(move |connection| rows(connection, &text, &values, sink)?.ok_or_else(interrupted)).await
    }

    /// Runs anything that only reads on the scan pool.
    pub(crate) async fn on_scan_pool<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let permit = self.scans.permits.clone().acquire_owned().await.map_err(|_| super::closed())?;
        let (path, scans) = (self.path.clone(), self.scans.clone());
        let work = tokio::task::spawn_blocking(move || {
            let idle = lock(&scans.idle).pop();
            let connection = idle.map_or_else(|| connection::reader(&path), Ok)?;
            let outcome = read(&connection);
            lock(&scans.idle).push(connection);
            drop(permit);
            outcome
        });
        work.await.map_err(|error| Error::Database(format!("a scan ended early: {error}")))?
    }

    /// Whether anything was committed since that number was last asked for, here or in another process.
    pub(crate) fn data_version(&self) -> Result<i64> {
        // One connection only: each has a number of its own.
        let mut slot = lock(&self.inline[0]);
        let inline = self.opened(&mut slot)?;
        Ok(inline.connection.pragma_query_value(None, "data_version", |row| row.get(0))?)
    }

    /// Lets every connection go, once what is being read has been read; from now on nothing is read any more.
    pub(crate) async fn close(&self) {
        self.is_closed.store(true, Ordering::Release);
        // All permits together are had only when no scan runs.
        let all = self.scans.permits.acquire_many(SCANS).await;
        self.scans.permits.close();
        drop(all);
        lock(&self.scans.idle).clear();
        self.inline.iter().for_each(|slot| drop(lock(slot).take()));
    }

    fn inline<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let mut slot = self.slot();
        let inline = self.opened(&mut slot)?;
        inline.looks_left.store(INLINE_STEPS / STEPS_PER_LOOK, Ordering::Relaxed);
        read(&inline.connection)
    }

    fn opened<'slot>(&self, slot: &'slot mut Option<Inline>) -> Result<&'slot Inline> {
        match slot {
            // Asked with the slot in hand: whoever closes takes the slots after saying so.
            _ if self.is_closed.load(Ordering::Acquire) => Err(super::closed()),
            Some(inline) => Ok(inline),
            empty => Ok(empty.insert(Inline::open(&self.path)?)),
        }
    }

    /// The slot this thread used last, or the next one that is free.
    fn slot(&self) -> MutexGuard<'_, Option<Inline>> {
        let first = thread_number() % self.inline.len();
        for turn in 0..self.inline.len() {
            match self.inline[(first + turn) % self.inline.len()].try_lock() {
                Ok(slot) => return slot,
                Err(TryLockError::Poisoned(poisoned)) => return poisoned.into_inner(),
                Err(TryLockError::WouldBlock) => {}
            }
        }
        lock(&self.inline[first])
    }
}

impl Inline {
    fn open(path: &Path) -> Result<Self> {
        let mut connection = connection::reader(path)?;
        let looks_left = Arc::new(AtomicI32::new(0));
        let left = looks_left.clone();
        let is_over = move || left.fetch_sub(1, Ordering::Relaxed) <= 0;
        connection.progress_handler(STEPS_PER_LOOK, Some(is_over))?;
        Ok(Self { connection, looks_left })
    }
}

/// All rows, or nothing when the connection's budget has run out.
fn rows<S: Sink>(connection: &Connection, text: &str, values: &[Value], mut sink: S) -> Result<Option<S>> {
    let mut statement = connection.prepare_cached(text)?;
    let mut found = statement.query(params_from_iter(values))?;
    loop {
        match found.next() {
            Ok(Some(row)) => sink.take(row)?,
            Ok(None) => return Ok(Some(sink)),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A small number for each thread, so that it tends to come back to the connection whose statements are warm.
fn thread_number() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local!(static NUMBER: Cell<usize> = Cell::new(NEXT.fetch_add(1, Ordering::Relaxed)));
    NUMBER.get()
}
