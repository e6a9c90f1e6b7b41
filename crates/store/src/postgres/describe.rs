//! A PostgreSQL schema in its own words, and how it should be in the words of the same server.
use super::{Inner, error::Failure, pool::Lease, reference};
use crate::{
    catalogue::{Catalogue, Sort},
    error::{Error, Result},
    finding::Finding,
    schema::{SCHEMAS, Table},
};
use tokio_postgres::{
    Row,
    types::{ToSql, Type},
};

const QUESTION: &str = include_str!("describe.sql");
/// What the findings call it.
pub(super) const EVIDENCE: &str =
    "pg_class, pg_attribute, pg_constraint, pg_index, pg_trigger, pg_proc, pg_type and pg_policy of the schemas in use";

/// Both sides of the comparison.
#[derive(Default)]
pub(super) struct Described {
    pub(super) expected: Catalogue,
    pub(super) live: Catalogue,
    /// Why there is no comparison, or what explains its differences.
    pub(super) findings: Vec<Finding>,
}

/// Who asks, and where.
struct Session {
    schema: String,
    search_path: String,
    process: String,
    role: String,
    database: String,
}

impl Inner {
    /// Describes the database as it is and as it should be, on one connection and in one transaction that is undone.
    pub(super) async fn describe(&self, tables: &[&'static Table]) -> Result<Described> {
        let lease = self.connections.lend().await?;
        let outcome = self.both(&lease, tables).await;
        if let Ok(Ok(())) = self.connections.answer(lease.batch_execute("rollback")).await {
            lease.give_back();
        }
        outcome.map_err(Failure::into_error)
    }

    async fn both(&self, lease: &Lease, tables: &[&'static Table]) -> Result<Described, Failure> {
        self.run(lease, &format!("{}set local statement_timeout = '120s'", self.prelude)).await?;
        let session = self.session(lease).await?;
        if session.schema.is_empty() {
            return Ok(Described { findings: vec![session.has_no_schema()], ..Described::default() });
        }
        self.run(lease, &format!("set local search_path = {}", quoted(&session.schema))).await?;
        let live = self.catalogue(lease, &session.schema, &str::to_owned, &|_| true).await?;
        let scratch = format!("aiwfe_reference_{}", session.process);
        match self.run(lease, &reference::schemas(&scratch)).await {
            Err(Failure::Final(Error::Database(why))) if why.ends_with("(42501)") => {
                return Ok(Described { findings: vec![session.may_not_create(&why)], ..Described::default() });
            }
            outcome => outcome?,
        }
        self.run(lease, &reference::tables(&scratch, tables)).await?;
        let named = |schema: &str| reference::copy_of(schema, &scratch);
        let has_table = |name: &str| live.names(Sort::Table).any(|table| table == name);
        // That nothing may be done with a table that is not there goes without saying.
        let matters = |name: &str| has_table(name) || name.starts_with("schema ");
        let expected = self.catalogue(lease, &scratch, &named, &matters).await?;
        let missing: Vec<&str> =
            expected.names(Sort::Table).filter(|table| !table.contains('.') && !has_table(table)).collect();
        let elsewhere = self.elsewhere(lease, &session, &missing).await?;
        Ok(Described { findings: elsewhere.into_iter().collect(), expected, live })
    }

    async fn session(&self, lease: &Lease) -> Result<Session, Failure> {
        let question = "select coalesce(current_schema()::text, ''), current_setting('search_path'), pg_backend_pid()::text, \
                        current_user::text, current_database()::text";
        let rows = self.rows_of(lease, question, &[]).await?;
        let row = rows.first().ok_or_else(|| Error::Database("the server does not say who we are".into()))?;
        let [schema, search_path, process, role, database] = std::array::from_fn(|at| row.get(at));
        Ok(Session { schema, search_path, process, role, database })
    }

    /// All objects of the default schema, which the search path must hold alone, and of the named ones; of the privileges those
    /// that matter.
    async fn catalogue(
        &self,
        lease: &Lease,
        default: &str,
        named: &(dyn Fn(&str) -> String + Sync),
        matters: &(dyn Fn(&str) -> bool + Sync),
    ) -> Result<Catalogue, Failure> {
        let places = SCHEMAS.iter().map(|schema| (named(schema), format!("{schema}.")));
        let (schemas, prefixes): (Vec<String>, Vec<String>) =
            std::iter::once((default.to_owned(), String::new())).chain(places).unzip();
        let rows =
            self.rows_of(lease, QUESTION, &[(&schemas, Type::TEXT_ARRAY), (&prefixes, Type::TEXT_ARRAY)]).await?;
        // Where the server puts a schema before a name, it is the name of the schema that was described.
        let said = |text: &str| {
            let pairs = schemas.iter().zip(&prefixes);
            pairs.fold(text.to_owned(), |text, (schema, prefix)| text.replace(&format!("{schema}."), prefix))
        };
        let mut catalogue = Catalogue::default();
        for row in rows {
            let (sort, name): (Sort, &str) = (sort(row.get(0)), row.get(1));
            if sort != Sort::Privilege || matters(name) {
                catalogue.add(sort, name, said(row.get(2)));
            }
        }
        Ok(catalogue)
    }

    /// Whether tables that are missing here stand in a schema that we do not look into.
    async fn elsewhere(&self, lease: &Lease, session: &Session, missing: &[&str]) -> Result<Option<Finding>, Failure> {
        const QUESTION: &str = "select nspname::text, count(*) from pg_class join pg_namespace on pg_namespace.oid = relnamespace \
             where relkind in ('r', 'p') and relname = any ($1) and nspname <> $2 and nspname !~ '^(pg_|aiwfe_reference_)' \
             group by 1 order by 2 desc";
        if missing.is_empty() {
            return Ok(None);
        }
        let rows =
            self.rows_of(lease, QUESTION, &[(&missing, Type::TEXT_ARRAY), (&session.schema, Type::TEXT)]).await?;
        let found = rows.first().map(|row| (row.get::<_, String>(0), row.get::<_, i64>(1)));
        Ok(found.map(|(schema, count)| session.has_tables_in(&schema, count, missing.len())))
    }

    /// Runs statements that answer nothing.
    pub(super) async fn run(&self, lease: &Lease, statements: &str) -> Result<(), Failure> {
        let outcome = self.connections.answer(lease.batch_execute(statements)).await?;
        outcome.map_err(|error| Failure::of(&error, self.tables))
    }

    /// The rows of a question that is asked so rarely that nothing is kept prepared for it.
    pub(super) async fn rows_of(
        &self,
        lease: &Lease,
        question: &str,
        values: &[(&(dyn ToSql + Sync), Type)],
    ) -> Result<Vec<Row>, Failure> {
        let outcome = self.connections.answer(lease.query_typed(question, values)).await?;
        outcome.map_err(|error| Failure::of(&error, self.tables))
    }
}

fn sort(word: &str) -> Sort {
    match word {
        "table" => Sort::Table,
        "column" => Sort::Column,
        "key" => Sort::Key,
        "unique" => Sort::Unique,
        "check" => Sort::Check,
        "reference" => Sort::Reference,
        "index" => Sort::Index,
        "privilege" => Sort::Privilege,
        _ => Sort::Foreign,
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Session {
    fn evidence(&self) -> String {
        format!(
            "current_schema() as role {} in database {}, search_path {}",
            self.role, self.database, self.search_path
        )
    }

    fn has_no_schema(&self) -> Finding {
        let observed = format!("none of the schemas in {} is there, or the role may not use them", self.search_path);
        let next =
            format!("grant usage on the schema, or alter role {} set search_path to one that is there", self.role);
        Finding::error("DB.E002", "search_path", (observed, "a schema that the role may use"), self.evidence(), next)
    }

    fn may_not_create(&self, why: &str) -> Finding {
        let next = format!("grant create on database {} to {}", self.database, self.role);
        let expected = "the role may create a schema, which the comparison needs for a moment and never keeps";
        Finding::error("DB.E010", format!("role {}", self.role), (why, expected), self.evidence(), next)
    }

    fn has_tables_in(&self, schema: &str, count: i64, missing: usize) -> Finding {
        let observed =
            format!("{count} of the {missing} tables that are missing in {} stand in the schema {schema}", self.schema);
        let expected = "the tables are in the schema that search_path names first";
        let next = format!(
            "let search_path start with {schema}: in the URL options=-csearch_path%3D{schema}, or alter role {} set search_path",
            self.role
        );
        Finding::error("DB.E002", "search_path", (observed, expected), self.evidence(), next)
    }
}
