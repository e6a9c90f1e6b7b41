//! What the store reads: strictly where each row must be there, else without the rows that cannot be read.
use super::{Engine, Store};
use crate::{
    counted,
    dialect::Dialect,
    entity::Entity,
    error::{Error, Result},
    json::{Alone, JsonRow, Objects},
    list::{JsonPage, List, Page, Paged},
    sink::Sink,
    statement::{Arguments, Definition, Rows, Statement},
    unreadable::{Readable, Stretch},
    value::Value,
};

impl Store {
    /// The row with this key.
    pub async fn get<E: Entity>(&self, key: E::Key) -> Result<Option<E>> {
        Ok(self.fetched::<E, _>(key, Vec::new).await?.pop())
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
        Ok(self.fetched::<E, _>(key, Alone::of::<E>).await?.into_row())
    }

    /// How the database would read a list, in its own words.
    pub async fn explain<E: Entity>(&self, list: &List<E>) -> Result<Vec<String>> {
        let (text, values) = list.compose(self.dialect());
        self.explained(&text, values).await
    }

    /// How it would read what a statement asks for.
    pub async fn explain_statement<A: Arguments, R: Rows>(
        &self,
        Statement { definition, .. }: Statement<A, R>,
        arguments: A,
    ) -> Result<Vec<String>> {
        let text = match self.dialect() {
            Dialect::Sqlite => definition.sqlite,
            Dialect::Postgres => definition.postgres,
        };
        self.explained(text, arguments.values()).await
    }

    async fn explained(&self, text: &str, values: Vec<Value>) -> Result<Vec<String>> {
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

    async fn read<A: Arguments, R: Rows, S: Sink>(
        &self,
        Statement { definition, .. }: Statement<A, R>,
        arguments: A,
        begin: impl Fn() -> S,
    ) -> Result<S> {
        counted::note(definition.postgres);
        let values = arguments.values();
        let outcome = match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.readers.query(definition.sqlite, values, begin).await,
            Engine::Postgres(postgres) => postgres.query(definition.postgres, values, begin()).await,
        };
        self.told_of(definition, outcome)
    }

    async fn fetched<E: Entity, S: Sink>(&self, key: E::Key, begin: impl Fn() -> S) -> Result<S> {
        match &self.engine {
            Engine::Sqlite(_) => self.read(E::GET, key, begin).await,
            Engine::Postgres(postgres) => {
                let definition = E::GET.definition;
                counted::note(definition.postgres);
                self.told_of(definition, postgres.fetched(definition.postgres, key.values(), begin()).await)
            }
        }
    }

    /// What became of a read, told of its statement.
    fn told_of<S>(&self, definition: &'static Definition, outcome: Result<S>) -> Result<S> {
        let outcome = outcome.map_err(|error| error.of_statement(definition));
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
}
