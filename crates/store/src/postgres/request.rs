//! What is sent of a batch, request by request.
use super::{pipeline::Asked, pool::Lease, row::typed};
use crate::{
    batch::{Expected, Part},
    error::{Error, Result},
    statement::renumbered,
};
use std::{borrow::Cow, fmt::Write};
use tokio_postgres::{
    Statement,
    error::DbError,
    types::{ToSql, Type},
};

/// How many rows one request adds at most.
const MOST: usize = 4;

/// One part of a batch, or rows that are added to different tables one after the other: each request costs both sides a turn, and
/// such rows are most of what is written.
pub(super) struct Request<'parts> {
    /// One at least.
    pub(super) parts: &'parts [Part],
    text: Cow<'static, str>,
    /// Whether its answer holds the number of the transaction: of the first request of a batch, if that adds a row.
    pub(super) tells_transaction: bool,
}

/// What a request answers.
#[derive(Default)]
pub(super) struct Answer {
    /// How many rows it touched or found.
    pub(super) touched: u64,
    /// The number of the transaction, where it tells it.
    pub(super) transaction: Option<String>,
}

impl<'parts> Request<'parts> {
    /// The requests of a batch, in its order.
    pub(super) fn all(parts: &'parts [Part]) -> Vec<Self> {
        let (mut rest, mut requests) = (parts, Vec::new());
        while !rest.is_empty() {
            let (parts, others) = rest.split_at(joined(rest));
            let tells_transaction = requests.is_empty() && parts.iter().all(|part| part.added_to().is_some());
            let mut text = text(parts);
            if tells_transaction {
                text.to_mut().push_str(" returning pg_catalog.pg_current_xact_id()::text");
            }
            requests.push(Self { parts, text, tells_transaction });
            rest = others;
        }
        requests
    }

    /// Its statement, prepared if it is not yet.
    pub(super) fn prepared<'a>(&'a self, lease: &'a Lease) -> Asked<'a, Statement> {
        let types = self.typed().map(|(_, ty)| ty).collect::<Vec<_>>();
        Box::pin(async move { lease.prepare_typed_cached(&self.text, &types).await })
    }

    /// Sends it; behind a pooler that keeps nothing there is no statement.
    pub(super) fn run<'a>(&'a self, lease: &'a Lease, statement: Option<&'a Statement>) -> Asked<'a, Answer> {
        Box::pin(async move {
            let typed = || self.typed().collect::<Vec<_>>();
            let values = || self.typed().map(|(value, _)| value).collect::<Vec<_>>();
            if !self.tells_transaction {
                let touched = match statement {
                    Some(statement) => lease.execute_raw(statement, values()).await?,
                    None => lease.execute_typed(&self.text, &typed()).await?,
                };
                return Ok(Answer { touched, ..Answer::default() });
            }
            let rows = match statement {
                Some(statement) => lease.query(statement, &values()).await?,
                None => lease.query_typed(&self.text, &typed()).await?,
            };
            let transaction = rows.first().map(|row| row.try_get(0)).transpose()?;
            Ok(Answer { touched: rows.len() as u64, transaction })
        })
    }

    /// Compares the rows that it touched or found with what its parts expect; how many they touched.
    pub(super) fn touched(&self, count: u64) -> Result<u64> {
        match self.parts {
            // What the database tells is of the last row; none of the others can be left out without an error.
            [before @ .., last] => touched(last, count).map(|count| before.len() as u64 + count),
            [] => Ok(0),
        }
    }

    /// The part that an error speaks of: of several the one whose table it names, by itself or in its words.
    pub(super) fn part(&self, error: &tokio_postgres::Error) -> &'parts Part {
        let is_meant = |part: &&Part| {
            let name = part.table.and_then(|table| table.name.rsplit('.').next());
            name.zip(error.as_db_error()).is_some_and(|(name, said)| speaks_of(said, name))
        };
        self.parts.iter().find(is_meant).unwrap_or(&self.parts[0])
    }

    fn typed(&self) -> impl Iterator<Item = (&'parts (dyn ToSql + Sync), Type)> {
        self.parts.iter().flat_map(|part| typed(&part.values))
    }
}

fn speaks_of(said: &DbError, table: &str) -> bool {
    let is_between = |sign: char| !(sign.is_alphanumeric() || sign == '_');
    said.table() == Some(table) || said.message().split(is_between).any(|word| word == table)
}

/// How many of the first parts go together. Rows of one table are added one by one, for their order counts.
fn joined(parts: &[Part]) -> usize {
    let mut tables = Vec::with_capacity(MOST);
    for part in parts.iter().take(MOST) {
        match part.added_to() {
            Some(table) if !tables.contains(&table.name) => tables.push(table.name),
            _ => break,
        }
    }
    tables.len().max(1)
}

fn text(parts: &[Part]) -> Cow<'static, str> {
    let [before @ .., last] = parts else { return Cow::default() };
    if before.is_empty() {
        return last.definition.postgres.into();
    }
    let (mut text, mut count) = (String::new(), 0);
    for (at, part) in before.iter().enumerate() {
        let word = if at == 0 { "with" } else { "," };
        let _ = write!(text, "{word} row_{at} as ({}) ", renumbered(part.definition.postgres, count));
        count += part.values.len();
    }
    text.push_str(&renumbered(last.definition.postgres, count));
    text.into()
}

fn touched(part: &Part, count: u64) -> Result<u64> {
    match part.expected {
        Expected::One(guard) if count != 1 => Err(Error::Lost(guard)),
        Expected::Found(guard) if count == 0 => Err(Error::Lost(guard)),
        Expected::Found(_) => Ok(0),
        Expected::Any | Expected::One(_) => Ok(count),
    }
}
