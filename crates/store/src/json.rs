//! Rows as JSON, without an entity in between.
use crate::{
    entity::Entity,
    error::{Error, Result},
    schema::{Kind, Table},
    sink::Sink,
    value::{Field, Row, finite},
};
use serde::Serialize;

/// Looks whether a column of a row holds what can be told as it is kept.
pub(crate) type Sound = fn(&dyn Row, usize) -> Result<()>;

/// A column that people are shown; a field with `#[serde(skip_serializing)]` or `#[serde(skip)]` is none.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// Its place among the columns of the table and what is told behind them, counted from 0.
    pub at: usize,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may be empty.
    pub nullable: bool,
    /// What stands before its value: `{"id":` for the first that is shown, `,"title":` for one that follows.
    pub label: &'static str,
    /// Whether a row holds what can be told as it is kept, where that does not follow from the kind.
    pub(crate) sound: Option<Sound>,
}

impl Shown {
    /// The column of a field of that type.
    pub const fn of<T: Field>(at: usize, label: &'static str) -> Self {
        let sound = if T::IS_PLAIN { None } else { Some(T::sound as Sound) };
        Self { at, kind: T::KIND, nullable: T::NULLABLE, label, sound }
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
            write(&mut self.text, row, column).map_err(|error| {
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

/// Writes a column's value as `Serialize` writes that of its field.
fn write(out: &mut Vec<u8>, row: &dyn Row, &Shown { at, kind, nullable, sound, .. }: &Shown) -> Result<()> {
    if let Some(sound) = sound {
        sound(row, at)?;
    }
    match kind {
        Kind::Bool => value(out, row.bool(at)?, nullable),
        Kind::Int => value(out, row.int(at)?, nullable),
        Kind::Real => value(out, row.real(at)?.map(finite).transpose()?, nullable),
        Kind::Text => value(out, row.text(at)?, nullable),
        Kind::Uuid => value(out, row.uuid(at)?, nullable),
        Kind::Time => value(out, row.time(at)?, nullable),
        Kind::Json => match row.json(at)? {
            Some(text) => {
                out.extend_from_slice(text.as_bytes());
                Ok(())
            }
            None => value(out, None::<()>, nullable),
        },
        Kind::Bytes => Err(Error::decode("bytes have no form in JSON")),
    }
}

fn value(out: &mut Vec<u8>, value: Option<impl Serialize>, nullable: bool) -> Result<()> {
    if value.is_none() && !nullable {
        return Err(Error::decode("the column is empty"));
    }
    serde_json::to_writer(out, &value).map_err(Error::decode)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn shown(kind: Kind) -> Shown {
        Shown { at: 0, kind, nullable: false, label: "{\"cover\":", sound: None }
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
