//! Carries the log over into the file: most of it beside the writer, which goes on meanwhile, and the rest between two commits.
//! Only when all of it is carried over, the log begins anew.
use super::connection;
use crate::{
    faults::{Faults, Moment},
    handle::Fatal,
};
use rusqlite::{Connection, ErrorCode};
use std::{
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{self, Receiver, SyncSender},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// The log is carried over after so many parts, or so many commits.
const PARTS: usize = 8_000;
const COMMITS: usize = 500;
/// How often the helper goes: each time there is less left, of what came while it was on its way.
const WALKS: usize = 3;
/// How long closing waits for readers.
const LAST_PATIENCE: Duration = Duration::from_secs(5);

/// Knows how long the log has become, and sees to it that it does not go on growing.
pub(super) struct Carrier {
    parts: usize,
    commits: usize,
    helper: Option<Helper>,
    marks: Marks,
}

/// Where it is noted that the disk has failed.
#[derive(Clone)]
struct Marks {
    fatal: Arc<Fatal>,
    faults: Arc<Faults>,
}

/// A thread with a connection of its own, which carries over what the log holds when it is told to.
struct Helper {
    orders: SyncSender<()>,
    done: Receiver<()>,
    /// How often it has gone since all of the log was carried over.
    walks: usize,
    thread: JoinHandle<()>,
}

impl Carrier {
    /// One that does all by itself, between two commits.
    pub(super) fn new(fatal: Arc<Fatal>, faults: Arc<Faults>) -> Self {
        Self { parts: 0, commits: 0, helper: None, marks: Marks { fatal, faults } }
    }

    /// Takes a helper on, if one can be had.
    pub(super) fn hire(&mut self, connection: &Connection) {
        let path = connection.path().map(PathBuf::from);
        self.helper = path.and_then(|path| Helper::start(path, self.marks.clone()));
    }

    /// So many parts were committed: looks after the log if it is time to.
    pub(super) fn committed(&mut self, parts: usize, connection: &Connection) {
        (self.parts, self.commits) = (self.parts + parts, self.commits + 1);
        let is_due = |times: usize| self.parts >= PARTS * times || self.commits >= COMMITS * times;
        match &mut self.helper {
            Some(helper) if helper.walks > 0 && !helper.is_back(is_due(2)) => {}
            Some(helper) if (1..WALKS).contains(&helper.walks) && !is_due(2) => helper.go(),
            Some(helper) if helper.walks > 0 => {
                helper.walks = 0;
                self.carry_over(connection, "pragma wal_checkpoint(passive)");
            }
            Some(helper) if is_due(1) => helper.go(),
            None if is_due(1) => self.carry_over(connection, "pragma wal_checkpoint(passive)"),
            _ => {}
        }
    }

    /// Carries all of the log over and cuts it off; a reader that is in the way is waited for.
    pub(super) fn finish(&mut self, connection: &Connection) {
        if let Some(Helper { orders, thread, .. }) = self.helper.take() {
            drop(orders);
            let _ = thread.join();
        }
        // Where the wait cannot be set, the log stays as it is: nothing is lost with it.
        if connection.busy_timeout(LAST_PATIENCE).is_ok() {
            self.carry_over(connection, "pragma wal_checkpoint(truncate)");
        }
    }

    fn carry_over(&mut self, connection: &Connection, statement: &str) {
        (self.parts, self.commits) = (0, 0);
        self.marks.carry_over(connection, statement);
    }
}

impl Marks {
    /// Readers may keep some of the log; a disk that fails here ends the process, for after a failed fsync a later one may
    /// succeed without the data.
    fn carry_over(&self, connection: &Connection, statement: &str) {
        if self.fatal.borrow().is_some() {
            return;
        }
        let carried = self.faults.sqlite(Moment::Checkpoint);
        let carried = carried.and_then(|()| connection.query_row(statement, [], |_| Ok(())));
        if let Err(error) = carried
            && error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure)
        {
            self.fatal.send_replace(Some(format!("the disk did not confirm a checkpoint ({error})")));
        }
    }
}

impl Helper {
    fn start(path: PathBuf, marks: Marks) -> Option<Self> {
        let connection = connection::carrier(&path).ok()?;
        let ((orders, ordered), (report, done)) = (mpsc::sync_channel(1), mpsc::sync_channel(1));
        let work = move || {
            while ordered.recv().is_ok() {
                marks.carry_over(&connection, "pragma wal_checkpoint(passive)");
                let _ = report.send(());
            }
        };
        let thread = thread::Builder::new().name("carrier".into()).spawn(work).ok()?;
        Some(Self { orders, done, walks: 0, thread })
    }

    fn go(&mut self) {
        // One that is gone for good is noticed by what it does not report.
        let _ = self.orders.try_send(());
        self.walks += 1;
    }

    /// Whether it has done what it was told; where the log has grown too long meanwhile, it is waited for.
    fn is_back(&self, must: bool) -> bool {
        if must {
            // One that has gone for good says so at once.
            let _ = self.done.recv();
        }
        must || self.done.try_recv() != Err(mpsc::TryRecvError::Empty)
    }
}
