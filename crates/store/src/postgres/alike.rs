//! Batches that only add rows, and are alike: those that wait at the same time are added by one statement, for most of what a server
//! does for a row it does for each statement.
use super::{Inner, request::MOST_ROWS, turns::alike};
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
        let next =
            |waiting: &mut VecDeque<Adding>| alike(waiting, MOST_ROWS, |one, other| one.batch.is_like(&other.batch));
        let serve = |group| self.add(group, faults);
        let outcome = self.adding.answer(Adding { batch, answer }, answered, next, serve).await;
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
