//! PostgreSQL: a pool of connections, writes in two round trips, and a server that may go away at any moment.
mod alike;
mod check;
mod connector;
mod describe;
mod error;
mod fetch;
mod foreign;
mod listen;
mod meters;
mod outcome;
mod pipeline;
mod pool;
mod pooler;
mod read;
mod reference;
mod request;
mod row;
mod statements;
mod steps;
mod tls;
mod turns;
mod url;
mod write;

pub use foreign::{Foreign, Texts};
pub use url::PostgresUrl;

use crate::{
    batch::Batch,
    error::{Error, Result},
    examine::Account,
    faults::Faults,
    finding::Refusal,
    location::Options,
    meters::Writes,
    schema::Table,
    sink::Sink,
    steps::{AppliedStep, Step},
    value::Value,
};
use base::Clock;
use connector::Connector;
use listen::Changes;
use pool::Connections;
use std::sync::Arc;
use tokio::sync::{RwLock, Semaphore, watch};
use turns::Turns;

/// The engine over one database of a server.
pub(crate) struct Postgres {
    pub(crate) faults: Arc<Faults>,
    inner: Arc<Inner>,
}

/// What the tasks of the engine share.
struct Inner {
    connections: Connections,
    options: Options,
    warning: Option<String>,
    tables: &'static [&'static Table],
    /// How every transaction begins.
    prelude: String,
    composed: read::Composed,
    writes: Writes,
    /// Batches that only add rows, and rows that are wanted by their keys.
    adding: Turns<alike::Adding>,
    fetching: Turns<fetch::Fetch>,
    changes: Changes,
    /// How many reads that read far may run at once.
    scans: Semaphore,
    /// Held by every write, so that closing can wait for them.
    writing: RwLock<()>,
}

impl Postgres {
    /// Gets ready to speak with a server, without speaking yet.
    pub(crate) fn new(url: &PostgresUrl, options: &Options, tables: &'static [&'static Table]) -> Result<Self> {
        let connector = Arc::new(Connector::new(url, options)?);
        let own = options.listen_url.as_ref().map(|url| {
            let url = PostgresUrl::parse(url.expose()).map_err(|why| Error::Database(format!("listen_url: {why}")))?;
            let direct = Options { pooler: crate::location::Pooler::None, ..options.clone() };
            Connector::new(&url, &direct).map(Arc::new)
        });
        let changes = Changes::new(listen::place(own.transpose()?, &connector, options.pooler));
        let inner = Inner {
            connections: Connections::new(connector, options)?,
            options: options.clone(),
            warning: url.warning(),
            tables,
            prelude: write::prelude(options),
            composed: read::Composed::default(),
            writes: Writes::new(),
            adding: Turns::new(options.pool_size.div_ceil(4)),
            fetching: Turns::new(options.pool_size.div_ceil(4)),
            changes,
            scans: Semaphore::new(options.pool_size.div_ceil(4)),
            writing: RwLock::new(()),
        };
        Ok(Self { faults: Arc::default(), inner: Arc::new(inner) })
    }

    /// All rows of a statement.
    pub(crate) async fn query<S: Sink>(&self, text: &str, values: Vec<Value>, sink: S) -> Result<S> {
        self.inner.query(text, &values, sink).await
    }

    /// The row with a key.
    pub(crate) async fn fetched<S: Sink>(&self, text: &'static str, key: Vec<Value>, sink: S) -> Result<S> {
        self.inner.fetched(text, key, sink).await
    }

    /// All rows of a statement whose text was composed at run time.
    pub(crate) async fn query_composed<S: Sink>(&self, text: &str, values: Vec<Value>, sink: S) -> Result<S> {
        self.inner.query_composed(text, &values, sink).await
    }

    /// All rows of a statement that reads far.
    pub(crate) async fn scan<S: Sink>(&self, text: &str, values: Vec<Value>, sink: S) -> Result<S> {
        self.inner.scan(text, &values, sink).await
    }

    /// Writes a batch, all of it or nothing. Whoever stops waiting neither stops nor hides the write.
    pub(crate) async fn write(&self, batch: Batch) -> Result<u64> {
        if batch.is_empty() {
            return Ok(0);
        }
        let work = tokio::spawn(self.inner.clone().write(batch, self.faults.clone()));
        work.await.map_err(|error| Error::Unknown(format!("a write ended early: {error}")))?
    }

    /// The steps that were applied.
    pub(crate) async fn applied(&self) -> Result<Vec<AppliedStep>> {
        self.inner.applied().await
    }

    /// Applies what is left of the history, each step whole or not at all.
    pub(crate) async fn migrate(
        &self,
        steps: &'static [Step],
        clock: &Clock,
        version: &'static str,
    ) -> Result<Vec<i64>, Refusal> {
        self.inner.migrate(steps, clock, version).await
    }

    /// What the database says of itself, through the very connections that requests use.
    pub(crate) async fn account(&self, tables: &'static [&'static Table]) -> Result<Account> {
        self.inner.account(tables).await
    }

    /// A number that goes up whenever something was committed, here or elsewhere.
    pub(crate) fn changed(&self) -> watch::Receiver<u64> {
        self.inner.changes.subscribe(&self.inner)
    }

    /// Waits for the writes that are under way and lets the server go.
    pub(crate) async fn close(&self) {
        let _idle = self.inner.writing.write().await;
        self.inner.changes.stop();
        self.inner.connections.pool.close();
    }
}
