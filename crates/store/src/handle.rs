//! The store: one API, one of two engines behind it.
use crate::{
    batch::Batch,
    counted,
    dialect::Dialect,
    entity::Entity,
    error::{Error, Result},
    finding::{Examination, Refusal},
    json::{Alone, JsonRow, Objects},
    list::{JsonPage, List, Page, Paged},
    location::{Location, Options},
    postgres::Postgres,
    schema::Table,
    sink::Sink,
    sqlite::{Sqlite, Writer},
    statement::{Arguments, Rows, Statement},
    steps::{AppliedStep, Plan, PlannedStep, Step},
    unreadable::{LeftOut, Notes, Readable, Stretch},
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

    /// The row with this key.
    pub async fn get<E: Entity>(&self, key: E::Key) -> Result<Option<E>> {
        self.one(E::GET, key).await
    }

    /// The first row that the statement gives.
    pub async fn one<A: Arguments, R: Rows>(&self, statement: Statement<A, R>, arguments: A) -> Result<Option<R>> {
        Ok(self.all(statement, arguments).await?.into_iter().next())
    }

    /// All rows that the statement gives; a page at most, for it is read where it is asked. One that cannot be read fails it.
    pub async fn all<A: Arguments, R: Rows>(&self, statement: Statement<A, R>, arguments: A) -> Result<Vec<R>> {
        self.read(statement, arguments, Vec::new).await
    }

    /// The same without the rows that cannot be read, which are noted.
    pub async fn readable<A: Arguments, R: Rows>(&self, statement: Statement<A, R>, arguments: A) -> Result<Vec<R>> {
        let read = self.read(statement, arguments, || Readable::of::<R>(Vec::new())).await?;
        Ok(self.noted(statement, read).rows)
    }

    /// All rows of a statement that reads far: search, export, analytics. One that cannot be read fails it.
    pub async fn scan<A: Arguments, R: Rows>(&self, statement: Statement<A, R>, arguments: A) -> Result<Vec<R>> {
        self.read_far(statement, arguments, Vec::new()).await
    }

    /// The same without the rows that cannot be read, which are noted.
    pub async fn scan_readable<A: Arguments, R: Rows>(
        &self,
        statement: Statement<A, R>,
        arguments: A,
    ) -> Result<Vec<R>> {
        Ok(self.stretch(statement, arguments).await?.rows)
    }

    /// The same of a statement that is read bit by bit: what cannot be read is told, so that the next stretch begins behind it.
    pub async fn stretch<A: Arguments, R: Rows>(&self, statement: Statement<A, R>, arguments: A) -> Result<Stretch<R>> {
        let read = self.read_far(statement, arguments, Readable::of::<R>(Vec::new())).await?;
        Ok(self.noted(statement, read))
    }

    /// One page of a list; rows that cannot be read are left out and noted.
    pub async fn page<E: Entity>(&self, list: &List<E>) -> Result<Page<E>> {
        let Paged { rows: Readable { rows, unreadable, .. }, next, .. } = self.list(list, Vec::new).await?;
        Ok(Page { rows, unreadable, next })
    }

    /// One page of a list as JSON, written without an entity in between; as `Serialize` would, were it derived. Rows that cannot
    /// be read are left out and noted.
    pub async fn page_json<E: Entity>(&self, list: &List<E>) -> Result<JsonPage> {
        let Paged { rows: Readable { rows, unreadable, .. }, next, .. } = self.list(list, Objects::array::<E>).await?;
        Ok(JsonPage { count: rows.count, body: rows.into_array(), unreadable, next })
    }

    /// The row with this key as JSON, likewise.
    pub async fn get_json<E: Entity>(&self, key: E::Key) -> Result<Option<JsonRow>> {
        Ok(self.read(E::GET, key, Alone::of::<E>).await?.into_row())
    }

    /// How the database would read a list, in its own words.
    pub async fn explain<E: Entity>(&self, list: &List<E>) -> Result<Vec<String>> {
        let (text, values) = list.compose(self.dialect());
        match &self.engine {
            Engine::Sqlite(sqlite) => {
                let text = format!("explain query plan {text}");
                let rows: Vec<(i64, i64, i64, String)> = sqlite.readers.query(&text, values, Vec::new).await?;
                Ok(rows.into_iter().map(|(_, _, _, words)| words).collect())
            }
            Engine::Postgres(postgres) => {
                let text = format!("explain {text}");
                let rows: Vec<(String,)> = postgres.query_composed(&text, values, Vec::new()).await?;
                Ok(rows.into_iter().map(|(words,)| words).collect())
            }
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

    async fn read<A: Arguments, R: Rows, S: Sink>(
        &self,
        statement: Statement<A, R>,
        arguments: A,
        begin: impl Fn() -> S,
    ) -> Result<S> {
        counted::note(statement.definition.postgres);
        let values = arguments.values();
        let outcome = match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.readers.query(statement.definition.sqlite, values, begin).await,
            Engine::Postgres(postgres) => postgres.query(statement.definition.postgres, values, begin()).await,
        };
        let outcome = outcome.map_err(|error| error.of_statement(statement.definition));
        if let Err(Error::Decode { at, .. }) = &outcome {
            self.notes.note_failed(at);
        }
        outcome
    }

    async fn read_far<A: Arguments, R: Rows, S: Sink>(
        &self,
        statement: Statement<A, R>,
        arguments: A,
        sink: S,
    ) -> Result<S> {
        counted::note(statement.definition.postgres);
        let values = arguments.values();
        let outcome = match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.readers.scan(statement.definition.sqlite, values, sink).await,
            Engine::Postgres(postgres) => postgres.scan(statement.definition.postgres, values, sink).await,
        };
        outcome.map_err(|error| error.of_statement(statement.definition))
    }

    /// What was read, once the rest is noted.
    fn noted<A, R>(&self, statement: Statement<A, R>, read: Readable<Vec<R>>) -> Stretch<R> {
        let Readable { rows, unreadable, .. } = read;
        let unreadable: Vec<_> = unreadable.into_iter().map(|row| row.of_statement(statement.definition)).collect();
        self.notes.note(&unreadable);
        Stretch { rows, unreadable }
    }

    async fn list<E: Entity, S: Sink>(&self, list: &List<E>, begin: impl Fn() -> S) -> Result<Paged<E, Readable<S>>> {
        let (text, values) = list.compose(self.dialect());
        counted::note(&text);
        let begin = || list.paged(Readable::of::<E>(begin()));
        let paged = match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.readers.query(&text, values, begin).await,
            Engine::Postgres(postgres) => postgres.query_composed(&text, values, begin()).await,
        }?;
        self.notes.note(&paged.rows.unreadable);
        Ok(paged)
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
