//! Structs that are tables.
use crate::{
    error::Guard,
    json::Shown,
    schema::Table,
    statement::{Arguments, Definition, Rows, Statement},
    value::Value,
};

/// A struct that is a table; derived.
pub trait Entity: Rows {
    /// The table.
    const TABLE: &'static Table;
    /// The columns that people are shown, in order.
    const SHOWN: &'static [Shown];
    /// The fields that no column holds: each is told from other tables whenever a row is read.
    const TOLD: &'static [&'static str];
    /// The primary key, with the space before it where rows belong to one.
    type Key: Arguments;
    /// Reads one row by its key.
    const GET: Statement<Self::Key, Self>;
    /// Adds a row.
    const INSERT: &'static Definition;
    /// Replaces every column but the key, if the revision is one above the stored one.
    const UPDATE: &'static Definition;
    /// Removes a row by its key.
    const DELETE: &'static Definition;
    /// What an update relies on.
    const CURRENT: Guard;
    /// The values of all columns, in order.
    fn values(&self) -> Vec<Value>;
    /// The values that an update needs: the columns, then the key.
    fn update_values(&self) -> Vec<Value>;

    /// The values that an insert needs: those of the columns that the database does not fill itself.
    fn insert_values(&self) -> Vec<Value> {
        let columns = Self::TABLE.columns.iter();
        self.values()
            .into_iter()
            .zip(columns)
            .filter(|(_, column)| column.assigned.is_none())
            .map(|(value, _)| value)
            .collect()
    }
}

/// An enum that is kept as text: one list for the database's check, the wire and the document; derived.
pub trait OneOf: Copy + Sized + 'static {
    /// Every variant.
    const ALL: &'static [Self];
    /// Their texts, in the same order.
    const TEXTS: &'static [&'static str];
    /// The text of this one.
    fn text(self) -> &'static str;

    /// The variant of exactly this text, as it is stored.
    fn stored(text: &str) -> Option<Self> {
        Self::TEXTS.iter().position(|known| *known == text).map(|at| Self::ALL[at])
    }

    /// The variant of this text in any case, as people send it.
    fn given(text: &str) -> Option<Self> {
        Self::TEXTS.iter().position(|known| known.eq_ignore_ascii_case(text)).map(|at| Self::ALL[at])
    }
}
