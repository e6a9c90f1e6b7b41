//! Reads: prepared once per connection, or not at all where a pooler lends connections by the transaction.
use super::{
    Inner,
    error::Failure,
    pipeline::{Asked, together},
    pool::Lease,
    row::{typed, types_of},
};
use crate::{
    error::{Error, Result},
    location::Pooler,
    sink::Sink,
    value::Value,
};
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio_postgres::{
    Row,
    types::{ToSql, Type},
};

/// How often a read is asked again on another connection.
const TRIES: usize = 3;
/// How many composed texts a connection keeps prepared besides the program's own statements.
const COMPOSED: usize = 128;
/// How long a read that reads far may take.
const SCAN: Duration = Duration::from_secs(300);

/// How far a read reads.
#[derive(Clone, Copy)]
enum Reach {
    /// A page at most.
    Page,
    /// Search, export, analytics.
    Far,
}

impl Inner {
    /// All rows of a statement.
    pub(super) async fn query<S: Sink>(&self, text: &str, values: &[Value], sink: S) -> Result<S> {
        self.read(text, values, sink, Reach::Page).await
    }

    /// All rows of a statement that reads far: it may take longer, and only so many run at once.
    pub(super) async fn scan<S: Sink>(&self, text: &str, values: &[Value], sink: S) -> Result<S> {
        let closed = |_| Error::Unavailable("the store is closed".into());
        let _permit = self.scans.acquire().await.map_err(closed)?;
        self.read(text, values, sink, Reach::Far).await
    }

    /// Asks again where the connection was dead, or what was prepared on it out of date.
    async fn read<S: Sink>(&self, text: &str, values: &[Value], mut sink: S, reach: Reach) -> Result<S> {
        let mut tries = 1;
        loop {
            let outcome = match reach {
                Reach::Page => self.ask(text, values).await,
                Reach::Far => self.ask_far(text, values).await,
            };
            match outcome {
                Ok(rows) => {
                    rows.iter().try_for_each(|row| sink.take(row))?;
                    return Ok(sink);
                }
                Err(Failure::Lost(_)) if tries < TRIES => self.connections.sweep(),
                Err(Failure::Stale(_) | Failure::Again(_)) if tries < TRIES => {}
                Err(failure) => return Err(failure.into_error()),
            }
            tries += 1;
        }
    }

    /// Asks once.
    pub(super) async fn ask(&self, text: &str, values: &[Value]) -> Result<Vec<Row>, Failure> {
        let lease = self.connections.lend().await?;
        let outcome = self.connections.answer(self.rows(&lease, text, values)).await?;
        self.settle(lease, outcome)
    }

    /// One round trip once it is prepared: the limit holds for this transaction alone.
    async fn ask_far(&self, text: &str, values: &[Value]) -> Result<Vec<Row>, Failure> {
        let lease = self.connections.lend().await?;
        if self.options.pooler != Pooler::Transaction {
            let prepared = self.connections.answer(lease.prepare_typed_cached(text, &types_of(values))).await?;
            if let Err(error) = prepared {
                return self.settle(lease, Err(error));
            }
        }
        let begin = format!("begin read only; set local statement_timeout = {}", SCAN.as_millis());
        let parts: Vec<Asked<Vec<Row>>> = vec![
            Box::pin(async { lease.batch_execute(&begin).await.map(|()| Vec::new()) }),
            Box::pin(self.rows(&lease, text, values)),
            Box::pin(async { lease.batch_execute("commit").await.map(|()| Vec::new()) }),
        ];
        let answers: Result<Vec<_>, _> = together(parts, SCAN + self.connections.patience).await?.into_iter().collect();
        self.settle(lease, answers.map(|answers| answers.into_iter().flatten().collect()))
    }

    /// The rows of a statement, on that connection.
    pub(super) async fn rows(
        &self,
        lease: &Lease,
        text: &str,
        values: &[Value],
    ) -> Result<Vec<Row>, tokio_postgres::Error> {
        if self.options.pooler == Pooler::Transaction {
            return lease.query_typed(text, &typed(values)).await;
        }
        let statement = lease.prepare_typed_cached(text, &types_of(values)).await?;
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        lease.query(&statement, &values).await
    }

    /// Gives the connection back once the server has answered everything on it, be it with an error.
    pub(super) fn settle<T>(&self, lease: Lease, outcome: Result<T, tokio_postgres::Error>) -> Result<T, Failure> {
        let is_answered = outcome.as_ref().err().is_none_or(|error| error.as_db_error().is_some());
        let outcome = outcome.map_err(|error| Failure::of(&error, self.tables));
        if matches!(outcome, Err(Failure::Stale(_))) {
            lease.statement_cache.clear();
        }
        if is_answered && !matches!(outcome, Err(Failure::Lost(_))) {
            lease.give_back();
        }
        outcome
    }
}

/// The texts composed at run time that are prepared on some connection, the one used longest ago first.
#[derive(Default)]
pub(super) struct Composed(Mutex<VecDeque<(String, Vec<Type>)>>);

impl Composed {
    /// Notes that a text is used, and says which one has to make room for it.
    pub(super) fn used(&self, text: &str, types: Vec<Type>) -> Option<(String, Vec<Type>)> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = known.iter().position(|(other, of)| other == text && *of == types);
        let entry = place.and_then(|at| known.remove(at)).unwrap_or_else(|| (text.to_owned(), types));
        known.push_back(entry);
        if known.len() > COMPOSED { known.pop_front() } else { None }
    }
}

impl Inner {
    /// All rows of a statement whose text was composed at run time.
    pub(super) async fn query_composed<S: Sink>(&self, text: &str, values: &[Value], sink: S) -> Result<S> {
        if self.options.pooler != Pooler::Transaction
            && let Some((oldest, types)) = self.composed.used(text, types_of(values))
        {
            self.connections.pool.manager().statement_caches.remove(&oldest, &types);
        }
        self.query(text, values, sink).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        location::Options,
        postgres::{Postgres, PostgresUrl},
    };
    use testkit::postgres::{self, Database};

    #[test]
    fn the_text_used_longest_ago_makes_room() {
        let composed = Composed::default();
        for at in 0..COMPOSED {
            assert_eq!(composed.used(&at.to_string(), vec![]), None);
        }
        assert_eq!(composed.used("0", vec![]), None);
        assert_eq!(composed.used("0", vec![Type::TEXT]), Some(("1".into(), vec![])));
        assert_eq!(composed.used("1", vec![]), Some(("2".into(), vec![])));
    }

    #[tokio::test]
    async fn a_connection_keeps_only_so_many_composed_texts_prepared() {
        let Some(server) = postgres::server() else { return };
        let database = Database::fresh(&server, None).unwrap();
        let url = PostgresUrl::parse(&database.url()).unwrap();
        let store = Postgres::new(&url, &Options { pool_size: 1, ..Options::default() }, &[]).unwrap();
        for at in 0..COMPOSED as i64 + 100 {
            let text = format!("select {at} + $1::bigint");
            let rows: Vec<(i64,)> = store.query_composed(&text, vec![Value::Int(1)], Vec::new()).await.unwrap();
            assert_eq!(rows, [(at + 1,)]);
        }
        let prepared = "select count(*) from pg_prepared_statements where statement like '%bigint'";
        let rows: Vec<(i64,)> = store.query(prepared, vec![], Vec::new()).await.unwrap();
        assert_eq!(rows, [(COMPOSED as i64,)]);
    }
}
