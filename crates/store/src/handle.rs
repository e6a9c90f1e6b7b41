//! The store: one API, one of two engines behind it.
mod reads;

use crate::{
    batch::Batch,
    counted,
    dialect::Dialect,
    error::Result,
    finding::{Examination, Refusal},
    location::{Location, Options},
    postgres::Postgres,
    schema::Table,
    sqlite::{Sqlite, Writer},
    steps::{AppliedStep, Plan, PlannedStep, Step},
    unreadable::{LeftOut, Notes},
};
use base::{Clock, meter::Exposition};
use std::{path::Path, sync::Arc};
use tokio::sync::watch;

/// A database, for as long as somebody holds it. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    engine: Engine,
    tables: &'static [&'static Table],
    fatal: Arc<Fatal>,
    notes: Notes,
}

/// Says why, once the disk has failed in a way after which only a restart can be trusted.
pub(crate) type Fatal = watch::Sender<Option<String>>;

#[derive(Clone)]
enum Engine {
    Sqlite(Arc<Sqlite>),
    Postgres(Arc<Postgres>),
}

/// The version of the program, as it stands in the history of the schema.
const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Store {
    /// Opens a database. A file is made if it is not there; a server is only spoken with once something is asked.
    pub fn open(location: &Location, options: &Options, tables: &'static [&'static Table]) -> Result<Self> {
        let fatal = Arc::new(Fatal::default());
        let engine = match location {
            Location::Sqlite(path) => Engine::Sqlite(Arc::new(Sqlite::open(path, tables, fatal.clone())?)),
            Location::Postgres(url) => Engine::Postgres(Arc::new(Postgres::new(url, options, tables)?)),
        };
        Ok(Self { engine, tables, fatal, notes: Notes::default() })
    }

    /// Opens a database only to look at it: nothing is made, nothing can be written.
    pub fn look(location: &Location, options: &Options, tables: &'static [&'static Table]) -> Result<Self> {
        let Location::Sqlite(path) = location else { return Self::open(location, options, tables) };
        let engine = Engine::Sqlite(Arc::new(Sqlite::look(path)));
        Ok(Self { engine, tables, fatal: Arc::default(), notes: Notes::default() })
    }

    /// Opens a SQLite file whose writer does nothing until the caller steps it.
    pub fn stepped(path: &Path, tables: &'static [&'static Table]) -> Result<(Self, Writer)> {
        let fatal = Arc::new(Fatal::default());
        let (engine, writer) = Sqlite::stepped(path, tables, fatal.clone())?;
        let engine = Engine::Sqlite(Arc::new(engine));
        Ok((Self { engine, tables, fatal, notes: Notes::default() }, writer))
    }

    /// The same store, which notes there what it leaves out of what is read.
    pub fn noting(&self, left_out: Arc<LeftOut>) -> Self {
        Self { notes: self.notes.of_work(left_out), ..self.clone() }
    }

    /// Which database speaks.
    pub fn dialect(&self) -> Dialect {
        match &self.engine {
            Engine::Sqlite(_) => Dialect::Sqlite,
            Engine::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Writes a batch: all of it, durably, or nothing. Answers how many rows it touched.
    pub async fn write(&self, batch: Batch) -> Result<u64> {
        batch.parts.iter().for_each(|part| counted::note(part.definition.postgres));
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(batch).await,
            Engine::Postgres(postgres) => postgres.write(batch).await,
        }
    }

    /// Whether the database answers at all, asked as a request would.
    pub async fn ping(&self) -> Result<()> {
        self.version().await.map(drop)
    }

    /// The version of the database itself.
    pub async fn version(&self) -> Result<String> {
        let version = crate::sql!((String,), (), sqlite: "select sqlite_version()", postgres: "select current_setting('server_version')");
        Ok(self.one(version, ()).await?.map(|(version,)| version).unwrap_or_default())
    }

    /// The steps that were applied to the database.
    pub async fn applied(&self) -> Result<Vec<AppliedStep>> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.applied().await,
            Engine::Postgres(postgres) => postgres.applied().await,
        }
    }

    /// What `migrate` would run.
    pub async fn plan(&self, steps: &'static [Step]) -> Result<Vec<PlannedStep>, Refusal> {
        let plan = Plan::of(&self.applied().await?, steps, VERSION);
        if !plan.findings.is_empty() {
            return Err(Refusal::Findings(plan.findings));
        }
        Ok(plan.pending.iter().map(|step| PlannedStep::of(step, self.dialect())).collect())
    }

    /// Applies the steps that are left, each whole or not at all, and tells which; a file is backed up first.
    pub async fn migrate(&self, steps: &'static [Step], clock: &Clock) -> Result<Vec<i64>, Refusal> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.migrate(steps, clock, VERSION).await,
            Engine::Postgres(postgres) => postgres.migrate(steps, clock, VERSION).await,
        }
    }

    /// Compares the live database with all that the program needs of it.
    pub async fn examine(&self, steps: &'static [Step]) -> Result<Examination> {
        let account = match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.account(self.tables).await?,
            Engine::Postgres(postgres) => postgres.account(self.tables).await?,
        };
        Ok(account.examine(steps, VERSION))
    }

    /// Says why, once the disk has failed in a way after which only a restart can be trusted.
    pub fn fatal(&self) -> watch::Receiver<Option<String>> {
        self.fatal.subscribe()
    }

    /// Goes up whenever something was committed, here or in another process. Ask within a runtime.
    pub fn changed(&self) -> watch::Receiver<u64> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.clone().changed(),
            Engine::Postgres(postgres) => postgres.changed(),
        }
    }

    /// Writes down what was counted since the store was opened.
    pub fn expose(&self, out: &mut Exposition) {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.expose(out),
            Engine::Postgres(postgres) => postgres.expose(out),
        }
        self.notes.expose(out);
    }

    /// Answers what was asked and lets the database go.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.close().await,
            Engine::Postgres(postgres) => postgres.close().await,
        }
    }

    /// Lets the `after`-th such moment from now on fail, counted from 0.
    #[cfg(feature = "faults")]
    pub fn fail(&self, moment: crate::Moment, after: u32, fault: crate::Fault) {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.faults.set(moment, after, fault),
            Engine::Postgres(postgres) => postgres.faults.set(moment, after, fault),
        }
    }
}
