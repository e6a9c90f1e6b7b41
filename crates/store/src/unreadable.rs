//! Rows that cannot be read: each is left out of what many rows are read for, and told.
use crate::{
    error::{Error, Result},
    schema::{Kind, Table},
    sink::Sink,
    statement::{Definition, Rows},
    value::Row,
};
use base::meter::{Counter, Exposition};
use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// So many rows are told by themselves; of more, how many there are.
const TOLD: usize = 1_000;

/// A row that was left out because it cannot be read. Nothing of what it holds is told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unreadable {
    /// The table; of what is read from several, the place of the statement.
    pub table: String,
    /// The first column that does not hold what belongs there.
    pub column: String,
    /// Its key, where that can be read and is an id or a number.
    pub key: Option<String>,
}

impl Unreadable {
    /// The row that this went wrong with; any other error is none of a row.
    pub(crate) fn of(error: Error, table: Option<&'static Table>, row: &dyn Row) -> Result<Self> {
        let Error::Decode { at, .. } = error else { return Err(error) };
        let found = Self::at(&at);
        let table_name = table.map_or(found.table, |table| table.name.to_owned());
        Ok(Self { table: table_name, key: table.and_then(|table| key(table, row)), ..found })
    }

    /// Some row, by the place in which it went wrong: `table.column`.
    fn at(place: &str) -> Self {
        let (table, column) = place.rsplit_once('.').unwrap_or(("", place));
        Self { table: table.into(), column: column.into(), key: None }
    }

    /// The same, of a statement that names no table of its own.
    pub(crate) fn of_statement(self, definition: &Definition) -> Self {
        match self.table.is_empty() {
            true => Self { table: format!("{}:{}", definition.file, definition.line), ..self },
            false => self,
        }
    }
}

/// The key of a row. One that is a text may say more than which row it is.
fn key(table: &Table, row: &dyn Row) -> Option<String> {
    let [name] = table.key else { return None };
    let at = table.columns.iter().position(|column| column.name == *name)?;
    match table.columns[at].kind {
        Kind::Uuid => row.uuid(at).ok()?.map(|id| id.to_string()),
        Kind::Int => row.int(at).ok()?.map(|number| number.to_string()),
        _ => None,
    }
}

/// Takes what can be read, and sets down what cannot.
pub(crate) struct Readable<S> {
    pub(crate) rows: S,
    pub(crate) unreadable: Vec<Unreadable>,
    table: Option<&'static Table>,
}

impl<S> Readable<S> {
    /// Rows of such a kind, taken by that.
    pub(crate) fn of<R: Rows>(rows: S) -> Self {
        Self { rows, unreadable: Vec::new(), table: R::OF }
    }
}

impl<S: Sink> Sink for Readable<S> {
    fn take(&mut self, row: &dyn Row) -> Result<()> {
        if let Err(error) = self.rows.take(row) {
            self.unreadable.push(Unreadable::of(error, self.table, row)?);
        }
        Ok(())
    }
}

/// Some rows of a statement that is read bit by bit, in the order of a key.
#[derive(Debug)]
pub struct Stretch<R> {
    /// Those that can be read.
    pub rows: Vec<R>,
    /// Those that cannot.
    pub unreadable: Vec<Unreadable>,
}

impl<R> Stretch<R> {
    /// The last key of them all, behind which the next stretch begins; nothing where no row has a key that can be read.
    pub fn last<K: FromStr + Ord>(&self, key: impl Fn(&R) -> K) -> Option<K> {
        let unreadable = self.unreadable.iter().filter_map(|row| row.key.as_ref()?.parse().ok());
        self.rows.last().map(key).into_iter().chain(unreadable).max()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.rows.len() + self.unreadable.len()
    }
}

/// What was left out of a piece of work, each row once.
#[derive(Debug, Default)]
pub struct LeftOut(Mutex<BTreeSet<Unreadable>>);

impl LeftOut {
    /// Each of them, in order.
    pub fn rows(&self) -> Vec<Unreadable> {
        self.all().iter().cloned().collect()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.all().len()
    }

    /// The keys of those of a table.
    pub fn keys(&self, table: &str) -> Vec<String> {
        self.all().iter().filter(|row| row.table == table).filter_map(|row| row.key.clone()).collect()
    }

    fn all(&self) -> MutexGuard<'_, BTreeSet<Unreadable>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a store has left out since it was opened, and where it is noted.
#[derive(Clone, Default)]
pub(crate) struct Notes {
    house: Arc<House>,
    work: Option<Arc<LeftOut>>,
}

#[derive(Default)]
struct House {
    counts: Mutex<BTreeMap<String, Arc<Counter>>>,
    told: LeftOut,
}

impl Notes {
    /// The same, of a piece of work that is told of its own.
    pub(crate) fn of_work(&self, work: Arc<LeftOut>) -> Self {
        Self { house: self.house.clone(), work: Some(work) }
    }

    /// Notes rows. Where nobody else tells of them, each is told to the log the first time that somebody comes across it.
    pub(crate) fn note(&self, unreadable: &[Unreadable]) {
        for row in unreadable {
            self.house.counter(&row.table).increment();
            match &self.work {
                Some(work) => {
                    work.all().insert(row.clone());
                }
                None => self.house.tell(row),
            }
        }
    }

    /// Notes a row for which a read has failed, for a piece of work that may go on without it.
    pub(crate) fn note_failed(&self, place: &str) {
        if let Some(work) = &self.work {
            work.all().insert(Unreadable::at(place));
        }
    }

    /// Writes down how many.
    pub(crate) fn expose(&self, out: &mut Exposition) {
        let counts = self.house.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut family = out.counter(
            "aiwfe_unreadable_rows_total",
            "Rows that were left out of what was read because they cannot be read, each time anew.",
        );
        for (table, count) in counts.iter() {
            family.value(&[("table", table)], count.value() as f64);
        }
    }
}

impl House {
    fn counter(&self, table: &str) -> Arc<Counter> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get(table) {
            return count.clone();
        }
        counts.entry(table.to_owned()).or_default().clone()
    }

    fn tell(&self, row: &Unreadable) {
        let mut told = self.told.all();
        if told.len() < TOLD && told.insert(row.clone()) {
            let Unreadable { table, column, key } = row;
            tracing::error!(table, column, row = key.as_deref(), "a row cannot be read and is left out");
        }
    }
}
