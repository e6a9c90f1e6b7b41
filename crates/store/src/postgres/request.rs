//! What is sent of a batch, request by request.
use super::{pipeline::Asked, pool::Lease, row::typed, turns::few};
use crate::{
    batch::{Batch, Expected, Part, is_like},
    error::{Error, Result},
    statement::renumbered,
};
use std::{borrow::Cow, fmt::Write};
use tokio_postgres::{
    Statement,
    error::DbError,
    types::{ToSql, Type},
};

/// To how many tables one request adds rows at most, and how many to each.
const MOST_TABLES: usize = 4;
pub(super) const MOST_ROWS: usize = 16;

/// One part of a batch; or rows that are added to different tables one after the other, once or several times, by one batch or by
/// several that are alike. Each request costs both sides a turn, and such rows are most of what is written.
pub(super) struct Request<'parts> {
    /// The parts, each time: one at least, once at least.
    times: Vec<&'parts [Part]>,
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
    /// The requests of a batch, in its order; of several that are alike, one that adds the rows of all.
    pub(super) fn all(batches: &'parts [Batch]) -> Vec<Self> {
        let [batch] = batches else {
            return vec![Self::of(batches.iter().map(|batch| &batch.parts[..]).collect(), true)];
        };
        let (mut rest, mut requests) = (&batch.parts[..], Vec::new());
        while !rest.is_empty() {
            let form = joined(rest);
            let (parts, others) = rest.split_at(form * repeated(rest, form));
            requests.push(Self::of(parts.chunks(form).collect(), requests.is_empty()));
            rest = others;
        }
        requests
    }

    fn of(times: Vec<&'parts [Part]>, is_first: bool) -> Self {
        let tells_transaction = is_first && times[0].iter().all(|part| part.added_to().is_some());
        let mut text = text(times[0], times.len());
        if tells_transaction {
            text.to_mut().push_str(" returning pg_catalog.pg_current_xact_id()::text");
        }
        Self { times, text, tells_transaction }
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
        match self.times[..] {
            // What the database tells is of the last row; none of the others can be left out without an error.
            [[before @ .., last]] => touched(last, count).map(|count| before.len() as u64 + count),
            _ => Ok(self.parts().count() as u64),
        }
    }

    /// The part that an error speaks of: of several the one whose table it names, by itself or in its words.
    pub(super) fn part(&self, error: &tokio_postgres::Error) -> &'parts Part {
        let parts = self.times[0];
        let is_meant = |part: &&Part| {
            let name = part.table.and_then(|table| table.name.rsplit('.').next());
            name.zip(error.as_db_error()).is_some_and(|(name, said)| speaks_of(said, name))
        };
        parts.iter().find(is_meant).unwrap_or(&parts[0])
    }

    /// Every part, in the order in which the statement has their values: those of one table follow one another.
    pub(super) fn parts(&self) -> impl Iterator<Item = &'parts Part> {
        (0..self.times[0].len()).flat_map(|at| self.times.iter().map(move |parts| &parts[at]))
    }

    fn typed(&self) -> impl Iterator<Item = (&'parts (dyn ToSql + Sync), Type)> {
        self.parts().flat_map(|part| typed(&part.values))
    }
}

fn speaks_of(said: &DbError, table: &str) -> bool {
    let is_between = |sign: char| !(sign.is_alphanumeric() || sign == '_');
    said.table() == Some(table) || said.message().split(is_between).any(|word| word == table)
}

/// How many times the first parts, so many, come one after the other, if they add rows: each table's go together, in their order.
fn repeated(parts: &[Part], form: usize) -> usize {
    let (first, mut rows) = (&parts[..form], parts.chunks_exact(form));
    rows.next();
    let is_repeated = |row: &&[Part]| first[0].added_to().is_some() && is_like(row, first);
    few(1 + rows.take(MOST_ROWS - 1).take_while(is_repeated).count())
}

/// How many of the first parts go together: rows of different tables.
fn joined(parts: &[Part]) -> usize {
    let mut tables = Vec::with_capacity(MOST_TABLES);
    for part in parts.iter().take(MOST_TABLES) {
        match part.added_to() {
            Some(table) if !tables.contains(&table.name) => tables.push(table.name),
            _ => break,
        }
    }
    tables.len().max(1)
}

/// What runs these parts one after the other, each with so many rows.
fn text(parts: &[Part], rows: usize) -> Cow<'static, str> {
    if let ([part], 1) = (parts, rows) {
        return part.definition.postgres.into();
    }
    let (mut text, mut count) = (String::new(), 0);
    for (at, part) in parts.iter().enumerate() {
        let is_last = at + 1 == parts.len();
        if !is_last {
            let word = if at == 0 { "with" } else { "," };
            let _ = write!(text, "{word} row_{at} as (");
        }
        let (into, row) = part.definition.postgres.rsplit_once(" values ").expect("what adds a row tells its values");
        let all = (0..rows).map(|at| renumbered(row, count + at * part.values.len())).collect::<Vec<_>>();
        let _ = write!(text, "{into} values {}", all.join(", "));
        count += rows * part.values.len();
        text.push_str(if is_last { "" } else { ") " });
    }
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
