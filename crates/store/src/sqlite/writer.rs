//! The one writer: batches that wait together are committed together, and answered only after the commit.
use super::{
    apply,
    meters::Meters,
    work::{Job, Turn, Work},
};
use crate::{
    error::{Error, Result},
    faults::{Faults, Moment},
    handle::Fatal,
    schema::Table,
};
use rusqlite::{Connection, ErrorCode};
use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::{mpsc, oneshot};

/// A group is committed at the latest when it holds so many parts.
const GROUP_PARTS: usize = 4_096;
/// The log is carried over into the file after so many parts, or so many commits.
const CHECKPOINT_PARTS: usize = 8_000;
const CHECKPOINT_COMMITS: usize = 500;

/// How long closing waits for readers.
const LAST_PATIENCE: Duration = Duration::from_secs(5);

/// The writer as a state machine: a thread runs it, a test can step it.
pub struct Writer {
    connection: Connection,
    tables: &'static [&'static Table],
    queue: mpsc::Receiver<Work>,
    waiting: VecDeque<Work>,
    group: Vec<(oneshot::Sender<Result<u64>>, Result<u64>)>,
    parts_in_group: usize,
    parts_in_log: usize,
    commits_in_log: usize,
    /// How long it has waited for another process, and how long it may.
    held: Duration,
    patience: Duration,
    fatal: Arc<Fatal>,
    faults: Arc<Faults>,
    meters: Arc<Meters>,
}

/// How long one turn waits when another process holds the file.
const HELD_TURN: Duration = Duration::from_millis(5);

impl Writer {
    pub(crate) fn new(
        connection: Connection,
        tables: &'static [&'static Table],
        queue: mpsc::Receiver<Work>,
        patience: Duration,
        fatal: Arc<Fatal>,
        faults: Arc<Faults>,
        meters: Arc<Meters>,
    ) -> Self {
        Self {
            connection,
            tables,
            queue,
            waiting: VecDeque::new(),
            group: Vec::new(),
            parts_in_group: 0,
            parts_in_log: 0,
            commits_in_log: 0,
            held: Duration::ZERO,
            patience,
            fatal,
            faults,
            meters,
        }
    }

    /// Does the next thing there is to do, without waiting for work.
    pub fn turn(&mut self) -> Turn {
        if self.parts_in_group >= GROUP_PARTS {
            return self.commit();
        }
        match self.waiting.pop_front().or_else(|| self.queue.try_recv().ok()) {
            Some(Work::Write(job)) => self.take(job),
            Some(Work::Close) if !self.group.is_empty() => {
                self.waiting.push_front(Work::Close);
                self.commit()
            }
            Some(Work::Close) => {
                self.finish();
                Turn::Closed
            }
            None if self.group.is_empty() => Turn::Idle,
            None => self.commit(),
        }
    }

    /// Runs until it is told to close, or nobody is left to tell it.
    pub(crate) fn run(mut self, hurry: &AtomicBool) {
        loop {
            match self.turn() {
                Turn::Idle => self.waiting.push_back(self.queue.blocking_recv().unwrap_or(Work::Close)),
                Turn::Held if hurry.load(Ordering::Relaxed) => self.held = self.patience,
                Turn::Held => std::thread::park_timeout(HELD_TURN),
                Turn::Closed => break,
                Turn::Applied | Turn::Committed(_) | Turn::Failed(_) => {}
            }
        }
    }

    fn take(&mut self, job: Job) -> Turn {
        if let Some(cause) = self.fatal.borrow().clone() {
            answer(&self.meters, job.answer, Err(Error::Unavailable(cause)));
            return Turn::Failed(1);
        }
        if self.group.is_empty()
            && let Err(error) = self.begin()
        {
            return self.refuse(job, error);
        }
        self.parts_in_group += job.batch.parts.len().max(1);
        match apply::batch(&self.connection, self.tables, &job.batch, &self.faults) {
            Err(apply::Failure::Grave(error)) => {
                self.group.push((job.answer, Err(error.clone())));
                self.undo(error)
            }
            Err(apply::Failure::Batch(error)) => {
                self.group.push((job.answer, Err(error)));
                Turn::Applied
            }
            Ok(rows) => {
                self.group.push((job.answer, Ok(rows)));
                Turn::Applied
            }
        }
    }

    fn begin(&self) -> rusqlite::Result<()> {
        self.faults.sqlite(Moment::Begin)?;
        self.connection.prepare_cached("begin immediate")?.execute([]).map(drop)
    }

    /// No transaction could be opened for the job: it waits its turn while another process holds the file.
    fn refuse(&mut self, job: Job, error: rusqlite::Error) -> Turn {
        let is_held = matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked));
        if is_held && self.held < self.patience {
            self.held += HELD_TURN;
            self.waiting.push_front(Work::Write(job));
            return Turn::Held;
        }
        answer(&self.meters, job.answer, Err(error.into()));
        Turn::Failed(1)
    }

    fn commit(&mut self) -> Turn {
        let (started, committed) = (Instant::now(), self.faults.sqlite(Moment::Commit));
        let committed = committed.and_then(|()| self.connection.prepare_cached("commit")?.execute([]).map(drop));
        match committed {
            Ok(()) => {
                let (took, written) = (started.elapsed(), self.group.iter().filter(|(_, outcome)| outcome.is_ok()));
                self.meters.committed(written.count(), took);
                self.held = Duration::ZERO;
                self.parts_in_log += std::mem::take(&mut self.parts_in_group);
                self.commits_in_log += 1;
                let count = self.group.len();
                self.group.drain(..).for_each(|(to, outcome)| answer(&self.meters, to, outcome));
                if self.parts_in_log >= CHECKPOINT_PARTS || self.commits_in_log >= CHECKPOINT_COMMITS {
                    self.checkpoint();
                }
                Turn::Committed(count)
            }
            Err(error) if is_undone_by_rollback(&error) => self.undo(error.into()),
            Err(error) => {
                let cause = format!("the disk did not confirm a commit ({error})");
                self.fatal.send_replace(Some(cause.clone()));
                self.undo(Error::Unknown(cause))
            }
        }
    }

    /// Undoes the open transaction and tells everybody in the group why.
    fn undo(&mut self, error: Error) -> Turn {
        if !self.connection.is_autocommit()
            && let Err(stuck) = self.connection.execute_batch("rollback")
        {
            self.fatal.send_replace(Some(format!("a failed transaction could not be undone ({stuck})")));
        }
        self.parts_in_group = 0;
        let count = self.group.len();
        let failed = |outcome: Result<u64>| outcome.and(Err(error.clone()));
        self.group.drain(..).for_each(|(to, outcome)| answer(&self.meters, to, failed(outcome)));
        Turn::Failed(count)
    }

    /// Carries the log over into the file. Readers may keep some of it; a disk that fails here ends the process, for after
    /// a failed fsync a later one may succeed without the data.
    fn checkpoint(&mut self) {
        self.carry_over("pragma wal_checkpoint(passive)");
    }

    /// Carries all of the log over and cuts it off; a reader that is in the way is waited for.
    fn finish(&mut self) {
        // Where the wait cannot be set, the log stays as it is: nothing is lost with it.
        if self.connection.busy_timeout(LAST_PATIENCE).is_ok() {
            self.carry_over("pragma wal_checkpoint(truncate)");
        }
    }

    fn carry_over(&mut self, statement: &str) {
        (self.parts_in_log, self.commits_in_log) = (0, 0);
        let carried = self.faults.sqlite(Moment::Checkpoint);
        let carried = carried.and_then(|()| self.connection.query_row(statement, [], |_| Ok(())));
        if let Err(error) = carried
            && error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure)
        {
            self.fatal.send_replace(Some(format!("the disk did not confirm a checkpoint ({error})")));
        }
    }
}

/// Counts what became of a batch, and says so.
fn answer(meters: &Meters, to: oneshot::Sender<Result<u64>>, outcome: Result<u64>) {
    meters.writes.ended(&outcome);
    // Whoever asked may have gone away; what was written stays written.
    let _ = to.send(outcome);
}

/// Whether a failed commit has surely left nothing behind: the log had no room, or another process was in the way.
fn is_undone_by_rollback(error: &rusqlite::Error) -> bool {
    let harmless = [ErrorCode::DiskFull, ErrorCode::DatabaseBusy, ErrorCode::DatabaseLocked];
    error.sqlite_error_code().is_some_and(|code| harmless.contains(&code))
}
