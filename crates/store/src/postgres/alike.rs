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
use std::{collections::VecDeque, sync::Arc};
use tokio::sync::oneshot;

/// A batch, and where its answer goes.
pub(super) struct Adding {
    batch: Batch,
    answer: oneshot::Sender<Result<u64>>,
}

impl Inner {
    /// Adds the rows of a batch, together with others that wait.
    pub(super) async fn added(self: &Arc<Self>, batch: Batch, faults: &Arc<Faults>) -> Result<u64> {
        let (answer, answered) = oneshot::channel();
        let serve = |group| self.add(group, faults);
        let outcome = self.adding.answer(Adding { batch, answer }, answered, alike, serve).await;
        outcome.unwrap_or_else(|| Err(Error::Unknown("a write ended early".into())))
    }

    /// Adds the rows of all of them. Where that fails one of them may be the cause, and each is tried by itself.
    async fn add(self: &Arc<Self>, group: Vec<Adding>, faults: &Arc<Faults>) {
        let (batches, answers): (Vec<_>, Vec<_>) = group.into_iter().map(|one| (one.batch, one.answer)).unzip();
        let outcome = self.tried(&batches, faults).await;
        let is_of_each = batches.len() == 1 || matches!(outcome, Ok(_) | Err(Error::Unknown(_)));
        for (batch, answer) in batches.into_iter().zip(answers) {
            // Whoever asked may have gone away; what was written stays written.
            if is_of_each {
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

/// The one that has waited longest, and others like it.
fn alike(waiting: &mut VecDeque<Adding>) -> Vec<Adding> {
    let Some(first) = waiting.pop_front() else { return Vec::new() };
    let is_like = |other: &Adding| other.batch.is_like(&first.batch);
    let count = few(1 + waiting.iter().filter(|other| is_like(other)).take(MOST_ROWS - 1).count());
    let (mut others, mut rest) = (Vec::with_capacity(count - 1), VecDeque::with_capacity(waiting.len()));
    for other in waiting.drain(..) {
        match others.len() + 1 < count && is_like(&other) {
            true => others.push(other),
            false => rest.push_back(other),
        }
    }
    *waiting = rest;
    others.insert(0, first);
    others
}
