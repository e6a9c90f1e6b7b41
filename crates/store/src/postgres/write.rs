//! Writes: everything of a batch goes out together, is looked at, and is then committed: two round trips.
use super::{
    Inner,
    connector::settings,
    error::Failure,
    pipeline::{Asked, together},
    pool::Lease,
    request::{Answer, Request},
};
use crate::{
    batch::{Batch, Part},
    error::{Error, Result},
    faults::{Faults, Moment},
    location::{Options, Pooler},
};
use std::{sync::Arc, time::Instant};
use tokio_postgres::{SimpleQueryMessage, Statement};

/// What is asked at the beginning, where nothing tells it along: a commit whose answer is lost is looked up by this number.
const NUMBER: &str = "select pg_catalog.pg_current_xact_id()::text";
/// How often a batch is tried that other transactions, or a connection that was dead from the start, stood in the way of.
const TRIES: usize = 4;

/// A transaction that is open, with all that is needed to find out later what became of it.
pub(super) struct Open {
    /// Its number.
    pub(super) transaction: String,
    /// The life of the server that the number belongs to.
    pub(super) life: String,
}

impl Inner {
    /// Writes a batch, all of it or nothing; tells how many rows it touched.
    pub(super) async fn write(self: Arc<Self>, batch: Batch, faults: Arc<Faults>) -> Result<u64> {
        let _busy = self.writing.read().await;
        let outcome = match batch.only_adds() {
            true => self.added(batch, &faults).await,
            false => self.tried(&[batch], &faults).await,
        };
        self.writes.ended(&outcome);
        if outcome.is_ok() {
            self.changes.happened(&self);
        }
        outcome
    }

    /// Tries until a batch is written, or several that are alike, or until it is known that they cannot be.
    pub(super) async fn tried(&self, batches: &[Batch], faults: &Faults) -> Result<u64> {
        let mut tries = 1;
        loop {
            match self.attempt(batches, faults).await {
                Ok(rows) => return Ok(rows),
                Err(Failure::Lost(_)) if tries < TRIES => self.connections.sweep(),
                Err(Failure::Stale(_) | Failure::Again(_)) if tries < TRIES => {}
                Err(failure) => return Err(failure.into_error()),
            }
            tries += 1;
        }
    }

    /// One attempt. Until the commit is asked for, whatever goes wrong has left nothing behind.
    async fn attempt(&self, batches: &[Batch], faults: &Faults) -> Result<u64, Failure> {
        faults.postgres(Moment::Begin)?;
        let lease = self.connections.lend().await?;
        let requests = Request::all(batches);
        let statements = match self.options.pooler {
            Pooler::Transaction => Vec::new(),
            Pooler::None | Pooler::Session => match self.prepared(&lease, &requests).await? {
                Ok(statements) => statements,
                Err((part, error)) => {
                    return self.settle(lease, Err(error)).map_err(|failure: Failure| failure.of_part(part));
                }
            },
        };
        let life = self.connections.connector.life();
        match self.body(&lease, &requests, &statements, faults).await? {
            Ok((transaction, rows)) => {
                let started = Instant::now();
                self.commit(lease, &Open { transaction, life }).await?;
                self.writes.committed(batches.len(), started.elapsed());
                Ok(rows)
            }
            Err(failure) => self.undo(lease, failure).await,
        }
    }

    /// The statements of the requests, prepared together where they are not yet.
    async fn prepared<'parts>(
        &self,
        lease: &Lease,
        requests: &[Request<'parts>],
    ) -> Result<Result<Vec<Statement>, (&'parts Part, tokio_postgres::Error)>, Failure> {
        let answers = together(requests.iter().map(|one| one.prepared(lease)).collect(), self.connections.patience);
        let of_part =
            |(request, answer): (&Request<'parts>, Result<_, _>)| answer.map_err(|error| (request.part(&error), error));
        Ok(requests.iter().zip(answers.await?).map(of_part).collect())
    }

    /// Begins the transaction and sends the requests in it. The outer failure ends the connection, the inner one the transaction.
    async fn body(
        &self,
        lease: &Lease,
        requests: &[Request<'_>],
        statements: &[Statement],
        faults: &Faults,
    ) -> Result<Result<(String, u64), Failure>, Failure> {
        // Whoever adds a row first is asked for the number along with it.
        let asks = if requests.first().is_some_and(|first| first.tells_transaction) { "" } else { NUMBER };
        let begin = format!("{}{asks}", self.prelude);
        let mut asked: Vec<Asked<Answer>> = vec![Box::pin(async { begun(lease.simple_query(&begin).await?) })];
        let mut fault = None;
        for (at, request) in requests.iter().enumerate() {
            fault = request.parts().find_map(|_| faults.postgres(Moment::Statement).err());
            if fault.is_some() {
                break;
            }
            asked.push(request.run(lease, statements.get(at)));
        }
        let mut answers = together(asked, self.connections.patience).await?.into_iter();
        let mut number = match answers.next() {
            Some(Err(error)) => return Ok(Err(Failure::of(&error, self.tables))),
            begun => begun.and_then(Result::ok).and_then(|begun| begun.transaction),
        };
        let mut rows = 0;
        for (request, answer) in requests.iter().zip(answers) {
            // The first failure is the cause; what comes after it only says that the transaction is over.
            match answer {
                Ok(Answer { touched, transaction }) => {
                    number = number.or(transaction);
                    match request.touched(touched) {
                        Ok(count) => rows += count,
                        Err(error) => return Ok(Err(Failure::Final(error))),
                    }
                }
                Err(error) => return Ok(Err(Failure::of(&error, self.tables).of_part(request.part(&error)))),
            }
        }
        let unnamed = || Failure::Final(Error::Database("a transaction without a number".into()));
        match fault.or_else(|| faults.postgres(Moment::Commit).err()) {
            Some(error) => Ok(Err(Failure::Final(error))),
            None => Ok(number.map(|number| (number, rows)).ok_or_else(unnamed)),
        }
    }

    /// Rolls back, and passes the failure on.
    async fn undo<T>(&self, lease: Lease, failure: Failure) -> Result<T, Failure> {
        if matches!(failure, Failure::Lost(_)) {
            return Err(failure);
        }
        if matches!(failure, Failure::Stale(_)) {
            lease.statement_cache.clear();
        }
        // A connection that cannot even do this is not given back; with it the server ends the transaction.
        if let Ok(Ok(())) = self.connections.answer(lease.batch_execute("rollback")).await {
            lease.give_back();
        }
        Err(failure)
    }

    async fn commit(&self, lease: Lease, open: &Open) -> Result<(), Failure> {
        let outcome = self.connections.answer(lease.batch_execute("commit")).await;
        let why = match outcome {
            Ok(Ok(())) => {
                lease.give_back();
                return Ok(());
            }
            Ok(Err(error)) => match Failure::of(&error, self.tables) {
                Failure::Lost(why) => why,
                // The server has looked at it and refused: it is rolled back.
                refused => {
                    lease.give_back();
                    return Err(refused);
                }
            },
            Err(late) => late.into_error(),
        };
        drop(lease);
        self.resolve(open, &why).await.map_err(Failure::Final)
    }
}

/// How every transaction begins: behind a pooler with the settings that its connection may not keep.
pub(super) fn prelude(options: &Options) -> String {
    let own: String = match options.pooler {
        Pooler::None | Pooler::Session => String::new(),
        Pooler::Transaction => {
            let local = settings(options).into_iter().filter(|(name, _)| *name != "default_transaction_isolation");
            local.map(|(name, value)| format!("set local {name} = '{value}'; ")).collect()
        }
    };
    format!("begin isolation level read committed; {own}")
}

fn begun(messages: Vec<SimpleQueryMessage>) -> Result<Answer, tokio_postgres::Error> {
    let transaction = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    });
    Ok(Answer { touched: 0, transaction })
}
