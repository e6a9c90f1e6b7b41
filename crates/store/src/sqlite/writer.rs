//! The one writer: batches that wait together are committed together, and answered only after the commit.
use super::{
    apply::{self, Failure},
    carrier::Carrier,
    error::is_undone_by_rollback,
    work::{Job, Turn, Work},
};
use crate::{
    error::{Error, Result},
    faults::{Faults, Moment},
    handle::Fatal,
    meters::Writes,
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
/// A group with fewer parts is not worth a wait for the disk while there are others that wait.
const WORTH_PARTS: usize = 48;

/// The writer as a state machine: a thread runs it, a test can step it.
pub struct Writer {
    connection: Connection,
    tables: &'static [&'static Table],
    queue: mpsc::Receiver<Work>,
    waiting: VecDeque<Work>,
    group: Vec<(Job, Result<u64>)>,
    parts_in_group: usize,
    /// Half of all that were writing when the open group began.
    half: usize,
    /// How many were answered last; whoever asked for those may come again soon.
    answered: usize,
    /// Whether each batch of the open group is applied so that it can be undone alone: only once one of it has failed halfway.
    is_careful: bool,
    carrier: Carrier,
    /// How long it has waited for another process, and how long it may.
    held: Duration,
    patience: Duration,
    fatal: Arc<Fatal>,
    faults: Arc<Faults>,
    writes: Arc<Writes>,
}

/// The priority of the thread, where it may have one.
#[cfg(target_os = "linux")]
const PRIORITY: i32 = -10;

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
        writes: Arc<Writes>,
    ) -> Self {
        Self {
            connection,
            tables,
            queue,
            waiting: VecDeque::new(),
            group: Vec::new(),
            parts_in_group: 0,
            half: 0,
            answered: 0,
            is_careful: false,
            carrier: Carrier::new(fatal.clone(), faults.clone()),
            held: Duration::ZERO,
            patience,
            fatal,
            faults,
            writes,
        }
    }

    /// Does the next thing there is to do, without waiting for work.
    pub fn turn(&mut self) -> Turn {
        if self.parts_in_group >= GROUP_PARTS || self.parts_in_group >= WORTH_PARTS && self.group.len() >= self.half {
            return self.commit();
        }
        match self.waiting.pop_front().or_else(|| self.queue.try_recv().ok()) {
            Some(Work::Write(job)) => self.take(job),
            Some(Work::Close) if !self.group.is_empty() => {
                self.waiting.push_front(Work::Close);
                self.commit()
            }
            Some(Work::Close) => {
                self.carrier.finish(&self.connection);
                Turn::Closed
            }
            None if self.group.is_empty() => Turn::Idle,
            None => self.commit(),
        }
    }

    /// Runs until it is told to close, or nobody is left to tell it.
    pub(crate) fn run(mut self, hurry: &AtomicBool) {
        // Before it goes first: whom it hires does not.
        self.carrier.hire(&self.connection);
        go_first();
        loop {
            match self.turn() {
                Turn::Idle => self.waiting.push_back(self.queue.blocking_recv().unwrap_or(Work::Close)),
                Turn::Held if hurry.load(Ordering::Relaxed) => self.held = self.patience,
                Turn::Held => std::thread::park_timeout(HELD_TURN),
                Turn::Closed => break,
                Turn::Applied | Turn::Again | Turn::Committed(_) | Turn::Failed(_) => {}
            }
        }
    }

    fn take(&mut self, job: Job) -> Turn {
        if let Some(cause) = self.fatal.borrow().clone() {
            answer(&self.writes, job.answer, Err(Error::Unavailable(cause)));
            return Turn::Failed(1);
        }
        if self.group.is_empty()
            && let Err(error) = self.begin()
        {
            return self.refuse(job, error);
        }
        if self.group.is_empty() {
            // While these are committed, the others are answered and come again. If all were taken at once, either the writer or everybody
            // else would have nothing to do.
            self.half = (1 + self.waiting.len() + self.queue.len() + self.answered).div_ceil(2);
        }
        self.parts_in_group += job.batch.parts.len().max(1);
        let apply = if self.is_careful { apply::carefully } else { apply::quickly };
        match apply(&self.connection, self.tables, &job.batch, &self.faults) {
            Err(Failure::Grave(error)) => {
                self.group.push((job, Err(error.clone())));
                self.undo(error)
            }
            Err(Failure::Halfway(error)) => {
                self.group.push((job, Err(error)));
                self.again()
            }
            Err(Failure::Batch(error)) => {
                self.group.push((job, Err(error)));
                Turn::Applied
            }
            Ok(rows) => {
                self.group.push((job, Ok(rows)));
                Turn::Applied
            }
        }
    }

    /// Undoes the open transaction and puts its batches back to where they came from; nobody was answered yet.
    fn again(&mut self) -> Turn {
        self.roll_back();
        (self.is_careful, self.parts_in_group) = (true, 0);
        while let Some((job, _)) = self.group.pop() {
            self.waiting.push_front(Work::Write(job));
        }
        Turn::Again
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
        answer(&self.writes, job.answer, Err(error.into()));
        Turn::Failed(1)
    }

    fn commit(&mut self) -> Turn {
        let (started, committed) = (Instant::now(), self.faults.sqlite(Moment::Commit));
        let committed = committed.and_then(|()| self.connection.prepare_cached("commit")?.execute([]).map(drop));
        match committed {
            Ok(()) => {
                let (took, written) = (started.elapsed(), self.group.iter().filter(|(_, outcome)| outcome.is_ok()));
                self.writes.committed(written.count(), took);
                (self.held, self.is_careful) = (Duration::ZERO, false);
                let count = self.group.len();
                self.answered = count;
                self.group.drain(..).for_each(|(job, outcome)| answer(&self.writes, job.answer, outcome));
                self.carrier.committed(std::mem::take(&mut self.parts_in_group), &self.connection);
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
        self.roll_back();
        (self.is_careful, self.parts_in_group) = (false, 0);
        let count = self.group.len();
        let failed = |outcome: Result<u64>| outcome.and(Err(error.clone()));
        self.group.drain(..).for_each(|(job, outcome)| answer(&self.writes, job.answer, failed(outcome)));
        Turn::Failed(count)
    }

    fn roll_back(&self) {
        if !self.connection.is_autocommit()
            && let Err(stuck) = self.connection.execute_batch("rollback")
        {
            self.fatal.send_replace(Some(format!("a failed transaction could not be undone ({stuck})")));
        }
    }
}

/// Goes before the other threads where that is allowed: all of them wait for this one, and it waits for the disk.
fn go_first() {
    #[cfg(target_os = "linux")]
    // There a priority is a thread's own. Whoever may not have it writes as before.
    let _ = rustix::process::setpriority_process(None, PRIORITY);
}

/// Counts what became of a batch, and says so.
fn answer(writes: &Writes, to: oneshot::Sender<Result<u64>>, outcome: Result<u64>) {
    writes.ended(&outcome);
    // Whoever asked may have gone away; what was written stays written.
    let _ = to.send(outcome);
}
