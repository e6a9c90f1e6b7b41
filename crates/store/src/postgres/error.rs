//! What PostgreSQL's errors mean.
use crate::{
    batch::Part,
    error::{Error, Rule},
    schema::Table,
    shape::constraint_name,
};
use tokio_postgres::error::{DbError, Severity, SqlState};

/// How an attempt failed, and with it whether another one makes sense.
pub(super) enum Failure {
    /// The connection is gone; what was asked on it may or may not have happened.
    Lost(Error),
    /// What was prepared does not fit the schema any more; prepared anew it may.
    Stale(Error),
    /// Another transaction was in the way; the same one may succeed now.
    Again(Error),
    /// It will fail again.
    Final(Error),
}

impl Failure {
    /// What a failed request means.
    pub(super) fn of(error: &tokio_postgres::Error, tables: &[&'static Table]) -> Self {
        let Some(said) = error.as_db_error() else {
            return match is_broken_line(error) {
                true => Self::Lost(Error::Unavailable(format!("the connection was lost: {}", words(error)))),
                false => Self::Final(Error::Database(words(error))),
            };
        };
        if matches!(said.parsed_severity(), Some(Severity::Fatal | Severity::Panic)) {
            return Self::Lost(unavailable(said));
        }
        match said.code().code() {
            "40001" | "40P01" => {
                Self::Again(Error::Unavailable(format!("other writes were in the way: {}", said.message())))
            }
            "26000" => Self::Stale(Error::Database(said.message().into())),
            "0A000" if said.message().contains("cached plan") => Self::Stale(Error::Database(said.message().into())),
            text if text.starts_with("57P") || text.starts_with("08") => Self::Lost(unavailable(said)),
            _ => Self::Final(meaning(said, tables)),
        }
    }

    /// The same, where it came from that part of a batch.
    pub(super) fn of_part(self, part: &Part) -> Self {
        match self {
            Self::Final(error) => Self::Final(error.of_part(part.table).of_statement(part.definition)),
            other => other,
        }
    }

    /// What the caller is told when no further attempt is made.
    pub(super) fn into_error(self) -> Error {
        match self {
            Self::Lost(error) | Self::Stale(error) | Self::Again(error) | Self::Final(error) => error,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Final(error)
    }
}

fn meaning(said: &DbError, tables: &[&'static Table]) -> Error {
    let code = said.code();
    let constraint = said.constraint().unwrap_or_default();
    if *code == SqlState::UNIQUE_VIOLATION {
        return broken(Rule::Unique, constraint, tables);
    } else if *code == SqlState::FOREIGN_KEY_VIOLATION || *code == SqlState::RESTRICT_VIOLATION {
        return broken(Rule::Reference, constraint, tables);
    } else if *code == SqlState::CHECK_VIOLATION {
        return Error::of_constraint(Rule::Check, constraint);
    } else if *code == SqlState::NOT_NULL_VIOLATION {
        let columns = said.column().map(str::to_owned).into_iter().collect();
        return Error::Broken { rule: Rule::Presence, table: flat(said), columns };
    }
    match code.code() {
        "53100" => Error::Full,
        "55P03" => Error::Unavailable("another transaction holds what it needs for too long".into()),
        "57014" => Error::Unavailable("it took longer than statement_timeout allows".into()),
        "25006" => Error::Unavailable("this server only reads: it stands by for another one".into()),
        text if text.starts_with("53") || text.starts_with("58") => unavailable(said),
        _ => Error::Database(format!("{} ({})", said.message(), code.code())),
    }
}

fn unavailable(said: &DbError) -> Error {
    Error::Unavailable(said.message().into())
}

/// The table's name as SQLite has it, where a schema is a prefix.
fn flat(said: &DbError) -> String {
    let table = said.table().unwrap_or_default();
    match said.schema().filter(|schema| crate::schema::SCHEMAS.contains(schema)) {
        Some(schema) => format!("{schema}_{table}"),
        None => table.into(),
    }
}

/// The table and the columns of a constraint or an index, by its name; several columns cannot be told from it otherwise.
fn broken(rule: Rule, constraint: &str, tables: &[&'static Table]) -> Error {
    for table in tables {
        let is = |columns: &&[&str], kind: &str| constraint_name(table.name, columns, kind) == constraint;
        let key = std::iter::once(table.key).find(|columns| is(columns, "pk"));
        let unique = table.uniques.iter().copied().find(|columns| is(columns, "key"));
        let index = table.indexes.iter().map(|index| index.columns).find(|columns| is(columns, "unique"));
        let reference = table.references.iter().map(|reference| reference.columns).find(|columns| is(columns, "fk"));
        if let Some(columns) = key.or(unique).or(index).or(reference) {
            let columns = columns.iter().map(|column| (*column).to_owned()).collect();
            return Error::Broken { rule, table: table.name.replace('.', "_"), columns };
        }
    }
    Error::of_constraint(rule, constraint)
}

/// What a failed attempt to get in means: a server that is away comes back, one that refuses us does not.
pub(super) fn connecting(error: &tokio_postgres::Error) -> Error {
    let Some(said) = error.as_db_error() else {
        return match is_broken_line(error) {
            true => Error::Unavailable(format!("no connection: {}", words(error))),
            false => Error::Database(format!("no connection: {}", words(error))),
        };
    };
    match said.code().code() {
        "08P01" if said.message().contains("startup parameter") => Error::Database(format!(
            "a pooler stands before the server and refuses the settings of a session ({}): say database.pooler = \
             \"transaction\" or \"session\", whichever it does",
            said.message()
        )),
        text if text.starts_with("28") || text.starts_with("3D") || text.starts_with("42") => {
            Error::Database(format!("the server refuses the login: {}", said.message()))
        }
        _ => unavailable(said),
    }
}

/// Whether the network or the server failed, rather than what was said.
fn is_broken_line(error: &tokio_postgres::Error) -> bool {
    let cause = std::error::Error::source(error);
    let line = cause.and_then(|cause| cause.downcast_ref::<std::io::Error>());
    // A certificate that is not believed arrives as an error of the line, too.
    let is_refused = line.and_then(|line| line.get_ref()).is_some_and(|inner| inner.is::<rustls::Error>());
    error.is_closed() || line.is_some_and(|_| !is_refused)
}

/// An error of the driver with its causes, which its own text leaves out.
fn words(error: &tokio_postgres::Error) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
