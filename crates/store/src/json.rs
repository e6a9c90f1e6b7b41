//! Rows as JSON, without an entity in between.
use crate::{
    entity::Entity,
    error::{Error, Result},
    schema::{Kind, Table},
    sink::Sink,
    value::Row,
};
use serde::Serialize;

/// A column that people are shown; a field with `#[serde(skip_serializing)]` or `#[serde(skip)]` is none.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// Its place among the columns of the table and what is told behind them, counted from 0.
    pub at: usize,
    /// What it holds.
    pub kind: Kind,
    /// What stands before its value: `{"id":` for the first that is shown, `,"title":` for one that follows.
    pub label: &'static str,
}

impl Shown {
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
    count: usize,
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
    fn take(&mut self, row: &dyn Row) -> Result<()> {
        if self.count > 0 {
            self.text.push(b',');
        }
        self.count += 1;
        for column in self.shown {
            self.text.extend_from_slice(column.label.as_bytes());
            write(&mut self.text, row, column).map_err(|error| {
                let name = self.table.columns.get(column.at).map_or("what is told", |column| column.name);
                error.at(self.table.name, name)
            })?;
        }
        self.text.push(b'}');
        Ok(())
    }
}

/// Writes a column's value as `Serialize` writes that of its field.
fn write(out: &mut Vec<u8>, row: &dyn Row, &Shown { at, kind, .. }: &Shown) -> Result<()> {
    match kind {
        Kind::Bool => value(out, row.bool(at)?),
        Kind::Int => value(out, row.int(at)?),
        Kind::Real => value(out, row.real(at)?),
        Kind::Text => value(out, row.text(at)?),
        Kind::Uuid => value(out, row.uuid(at)?),
        Kind::Time => value(out, row.time(at)?),
        Kind::Json => {
            out.extend_from_slice(row.json(at)?.unwrap_or("null").as_bytes());
            Ok(())
        }
        Kind::Bytes => Err(Error::decode("bytes have no form in JSON")),
    }
}

fn value(out: &mut Vec<u8>, value: Option<impl Serialize>) -> Result<()> {
    serde_json::to_writer(out, &value).map_err(Error::decode)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn shown(kind: Kind) -> Shown {
        Shown { at: 0, kind, label: "{\"cover\":" }
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
