//! Rows by their keys: each is read in no time, and what a turn costs both sides is most of it. Those that wait at the same time are
//! asked for together.
use super::{
    Inner,
    error::Failure,
    pipeline::{Asked, together},
};
use crate::{error::Result, location::Pooler, sink::Sink, value::Value};
use std::{collections::VecDeque, sync::Arc};
use tokio::sync::oneshot;
use tokio_postgres::Row;

/// How many are asked for together at most.
const MOST: usize = 8;

/// A row that is wanted, and where it goes.
pub(super) struct Fetch {
    text: &'static str,
    key: Arc<[Value]>,
    answer: oneshot::Sender<Vec<Row>>,
}

impl Inner {
    /// The row with a key. Whatever goes wrong where several are asked for, each is then read by itself.
    pub(super) async fn fetched<S: Sink>(&self, text: &'static str, key: Vec<Value>, mut sink: S) -> Result<S> {
        if self.options.pooler == Pooler::Transaction {
            return self.query(text, &key, sink).await;
        }
        let (key, (answer, answered)) = (Arc::<[Value]>::from(key), oneshot::channel());
        let job = Fetch { text, key: key.clone(), answer };
        let next = |waiting: &mut VecDeque<Fetch>| waiting.drain(..waiting.len().min(MOST)).collect();
        let rows = self.fetching.answer(job, answered, next, |group| async { drop(self.fetch(group).await) }).await;
        let Some(rows) = rows else { return self.query(text, &key, sink).await };
        rows.iter().try_for_each(|row| sink.take(row))?;
        Ok(sink)
    }

    /// Asks for all of them on one connection. Who is not answered reads by itself.
    async fn fetch(&self, group: Vec<Fetch>) -> Result<(), Failure> {
        let lease = self.connections.lend().await?;
        let asked = group
            .iter()
            .map(|Fetch { text, key, .. }| -> Asked<'_, Vec<Row>> { Box::pin(self.rows(&lease, text, key)) });
        let answers = together(asked.collect(), self.connections.patience).await?;
        let mut last = Ok(());
        for (Fetch { answer, .. }, rows) in group.into_iter().zip(answers) {
            match rows {
                // Whoever asked may have gone away.
                Ok(rows) => drop(answer.send(rows)),
                Err(error) => last = Err(error),
            }
        }
        self.settle(lease, last)
    }
}
