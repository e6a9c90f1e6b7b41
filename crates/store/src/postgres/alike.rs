//! Batches that only add rows, and are alike: those that wait at the same time are added by one statement, for most of what a server
//! does for a row it does for each statement.
use super::{
    Inner,
    request::{MOST_ROWS, few},
};
use crate::{
    batch::Batch,
    error::{Error, Result},
    faults::Faults,
};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{
    select,
    sync::{Semaphore, oneshot},
};

/// The batches that wait.
pub(super) struct Waiting {
    jobs: Mutex<VecDeque<Job>>,
    /// How many statements may be under way: what comes meanwhile waits for others like it.
    turns: Semaphore,
}

/// A batch, and where its answer goes.
struct Job {
    batch: Batch,
    answer: oneshot::Sender<Result<u64>>,
}

impl Waiting {
    /// Nothing waits yet; so many statements may be under way.
    pub(super) fn new(turns: usize) -> Self {
        Self { jobs: Mutex::default(), turns: Semaphore::new(turns) }
    }

    fn push(&self, job: Job) {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).push_back(job);
    }

    /// The one that has waited longest, and others like it.
    fn next(&self) -> Vec<Job> {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(first) = jobs.pop_front() else { return Vec::new() };
        let count = few(1 + jobs.iter().filter(|job| job.batch.is_like(&first.batch)).take(MOST_ROWS - 1).count());
        let mut group = vec![first];
        for job in std::mem::take(&mut *jobs) {
            match group.len() < count && job.batch.is_like(&group[0].batch) {
                true => group.push(job),
                false => jobs.push_back(job),
            }
        }
        group
    }
}

impl Inner {
    /// Adds the rows of a batch, together with others that wait.
    pub(super) async fn added(self: &Arc<Self>, batch: Batch, faults: &Arc<Faults>) -> Result<u64> {
        let (answer, mut answered) = oneshot::channel();
        self.waiting.push(Job { batch, answer });
        let early = |_| Err(Error::Unknown("a write ended early".into()));
        loop {
            let turn = select! {
                biased;
                outcome = &mut answered => return outcome.unwrap_or_else(early),
                turn = self.waiting.turns.acquire() => turn,
            };
            // Whose turn it is does not matter: it serves whoever has waited longest.
            let group = self.waiting.next();
            if group.is_empty() {
                drop(turn);
                return answered.await.unwrap_or_else(early);
            }
            self.add(group, faults).await;
        }
    }

    /// Adds the rows of all of them. Where that fails one of them may be the cause, and each is tried by itself.
    async fn add(self: &Arc<Self>, group: Vec<Job>, faults: &Arc<Faults>) {
        let (batches, answers): (Vec<_>, Vec<_>) = group.into_iter().map(|job| (job.batch, job.answer)).unzip();
        let outcome = self.tried(&batches, faults).await;
        let is_of_one = batches.len() == 1 || matches!(outcome, Ok(_) | Err(Error::Unknown(_)));
        for (batch, answer) in batches.into_iter().zip(answers) {
            // Whoever asked may have gone away; what was written stays written.
            if is_of_one {
                let _ = answer.send(outcome.clone().map(|_| batch.parts.len() as u64));
                continue;
            }
            let (inner, faults) = (self.clone(), faults.clone());
            tokio::spawn(async move {
                let _ = answer.send(inner.tried(&[batch], &faults).await);
            });
        }
    }
}
