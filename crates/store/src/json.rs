//! Rows as JSON, without an entity in between.
use crate::{
    entity::Entity,
    error::{Error, Result},
    schema::{Kind, Table},
    sink::Sink,
    value::{Field, Row},
};
use base::{Id, Instant};
use serde::Serialize;

/// A column that people are shown; a field with `#[serde(skip_serializing)]` or `#[serde(skip)]` is none.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// Its place among the columns of the table and what is told behind them, counted from 0.
    at: usize,
    /// What it holds.
    kind: Kind,
    /// What stands before its value: `{"id":` for the first that is shown, `,"title":` for one that follows.
    label: &'static str,
    /// Writes the value.
    tell: Tell,
}

/// Writes what a row holds in a column.
type Tell = fn(&dyn Row, usize, &mut Vec<u8>) -> Result<()>;

impl Shown {
    /// The column of a field of that type.
    pub const fn of<T: Field>(at: usize, label: &'static str) -> Self {
        Self { at, kind: T::KIND, label, tell: T::tell }
    }

    /// Panics, and so does not compile, where JSON has no form for what would be shown.
    pub(crate) const fn check(all: &[Self]) {
        assert!(!all.is_empty(), "an entity that shows no column has no form in JSON");
        let mut at = 0;
        while at < all.len() {
            let has_form = !matches!(all[at].kind, Kind::Bytes);
            assert!(has_form, "a column of bytes has no form in JSON: hide it with #[serde(skip_serializing)]");
            at += 1;
        }
    }
}

/// One row as JSON, with what decides whether and under which tag it may be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonRow {
    /// The object.
    pub body: Vec<u8>,
    /// How often the row was changed, where its table says so in `revision`.
    pub revision: Option<i64>,
    /// Whether the row was thrown away, where its table says so in `deleted_at`.
    pub is_deleted: bool,
}

/// The first row, as one.
pub(crate) struct Alone {
    object: Objects,
    revision: Option<i64>,
    is_deleted: bool,
}

impl Alone {
    pub(crate) fn of<E: Entity>() -> Self {
        Self { object: Objects::after::<E>(b""), revision: None, is_deleted: false }
    }

    /// The row, if there is one.
    pub(crate) fn into_row(self) -> Option<JsonRow> {
        let Self { object, revision, is_deleted } = self;
        (object.count > 0).then_some(JsonRow { body: object.text, revision, is_deleted })
    }
}

impl Sink for Alone {
    fn take(&mut self, row: &dyn Row) -> Result<()> {
        let columns = self.object.table.columns;
        let place = |name| columns.iter().position(|column| column.name == name);
        if let Some(at) = place("revision") {
            self.revision = row.int(at)?;
        }
        if let Some(at) = place("deleted_at") {
            self.is_deleted = row.time(at)?.is_some();
        }
        self.object.take(row)
    }
}

/// Objects with commas between them, one for each row.
pub(crate) struct Objects {
    table: &'static Table,
    shown: &'static [Shown],
    text: Vec<u8>,
    pub(crate) count: usize,
}

impl Objects {
    /// No objects of that entity so far, after whatever opens them.
    fn after<E: Entity>(opening: &[u8]) -> Self {
        const { Shown::check(E::SHOWN) };
        Self { table: E::TABLE, shown: E::SHOWN, text: opening.to_vec(), count: 0 }
    }

    /// The beginning of an array.
    pub(crate) fn array<E: Entity>() -> Self {
        Self::after::<E>(b"[")
    }

    /// The array, closed.
    pub(crate) fn into_array(mut self) -> Vec<u8> {
        self.text.push(b']');
        self.text
    }
}

impl Sink for Objects {
    /// A row that cannot be read leaves nothing behind.
    fn take(&mut self, row: &dyn Row) -> Result<()> {
        let before = self.text.len();
        let written = self.write(row);
        match written {
            Ok(()) => self.count += 1,
            Err(_) => self.text.truncate(before),
        }
        written
    }
}

impl Objects {
    fn write(&mut self, row: &dyn Row) -> Result<()> {
        if self.count > 0 {
            self.text.push(b',');
        }
        for column in self.shown {
            self.text.extend_from_slice(column.label.as_bytes());
            (column.tell)(row, column.at, &mut self.text).map_err(|error| {
                // What is told from other tables is no column: its label names it.
                let told = || column.label.trim_matches(|sign: char| !sign.is_alphanumeric());
                let name = self.table.columns.get(column.at).map_or_else(told, |column| column.name);
                error.at(self.table.name, name)
            })?;
        }
        self.text.push(b'}');
        Ok(())
    }
}

/// Writes a value that is read, if there is one.
pub(crate) fn write(out: &mut Vec<u8>, value: Option<impl Serialize>) -> Result<bool> {
    let Some(value) = value else { return Ok(false) };
    serde_json::to_writer(out, &value).map_err(Error::decode)?;
    Ok(true)
}

/// Writes a document, if there is one.
pub(crate) fn copy(out: &mut Vec<u8>, document: Option<&str>) -> bool {
    document.map(|text| out.extend_from_slice(text.as_bytes())).is_some()
}

/// Writes what a column of that kind holds, whatever it means.
pub(crate) fn as_kept(kind: Kind, row: &dyn Row, at: usize, out: &mut Vec<u8>) -> Result<bool> {
    match kind {
        Kind::Bool => bool::tell_optional(row, at, out),
        Kind::Int => i64::tell_optional(row, at, out),
        Kind::Real => f64::tell_optional(row, at, out),
        Kind::Text => String::tell_optional(row, at, out),
        Kind::Uuid => Id::tell_optional(row, at, out),
        Kind::Time => Instant::tell_optional(row, at, out),
        Kind::Json => Ok(copy(out, row.json(at)?)),
        Kind::Bytes => Err(Error::decode("bytes have no form in JSON")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn shown(kind: Kind) -> Shown {
        Shown { at: 0, kind, label: "{\"cover\":", tell: String::tell }
    }

    #[test]
    #[should_panic(expected = "hide it with #[serde(skip_serializing)]")]
    fn a_column_of_bytes_is_not_shown() {
        Shown::check(&[shown(Kind::Text), shown(Kind::Bytes)]);
    }

    #[test]
    #[should_panic(expected = "shows no column")]
    fn an_entity_that_hides_all_is_not_shown() {
        Shown::check(&[]);
    }
}
