//! What is somebody's own: how each table belongs to people, so that they can take along all that is theirs.
use crate::{
    app::App,
    file::{Ended, NextPiece, Pieces},
    operation::json,
    things::Kept,
};
use base::{Id, Result};
use serde::Serialize;
use serde_json::json;
use std::str::FromStr;
use store::{Field, Statement, Table, Unreadable};

/// How a table belongs to people.
#[derive(Clone, Copy)]
pub enum Own {
    /// Some of its rows are somebody's, and are told to them.
    Told {
        /// The table.
        table: &'static Table,
        /// What their rows are called where they are told.
        name: &'static str,
        /// Which ones they are.
        rows: &'static dyn Owned,
    },
    /// Nothing of it is told.
    Untold {
        /// The table.
        table: &'static Table,
        /// Why.
        why: &'static str,
    },
}

/// The rows of a table that are somebody's. Of one that cannot be read, its key and the first column that holds what it should not are
/// told.
pub trait Owned: Sync {
    /// Theirs as JSON, with commas between them, page by page.
    fn of(&'static self, app: App, user_id: Id) -> Box<dyn Pieces>;
}

/// Rows in the order of a key.
pub struct Rows<E: 'static, K: 'static> {
    statement: Statement<(Id, K, i64), E>,
    key: fn(&E) -> K,
    tell: fn(&E) -> Result<Vec<u8>>,
}

/// What rows can be in the order of.
pub trait Key: Field + Copy + Ord + FromStr + Send + Sync + 'static {
    /// Before every row.
    const START: Self;
}

impl Key for Id {
    const START: Self = Self::from_bytes([0; 16]);
}

impl Key for i64 {
    const START: Self = Self::MIN;
}

/// How many rows are read at once.
const PAGE: i64 = 200;

impl Own {
    /// Things are told under that name, each to whoever made it.
    pub const fn of<T: Kept>(name: &'static str) -> Self {
        Self::told(T::TABLE, name, T::THEIRS)
    }

    /// Rows of that table are told under that name.
    pub const fn told(table: &'static Table, name: &'static str, rows: &'static dyn Owned) -> Self {
        Self::Told { table, name, rows }
    }

    /// Nothing of that table is told, for that reason.
    pub const fn untold(table: &'static Table, why: &'static str) -> Self {
        Self::Untold { table, why }
    }

    /// The table that it is about.
    pub const fn table(&self) -> &'static Table {
        match self {
            Self::Told { table, .. } | Self::Untold { table, .. } => table,
        }
    }
}

impl<E: store::Rows + Serialize, K: Key> Rows<E, K> {
    /// The rows that the statement gives for `(user, after, limit)`: at most so many of theirs after that key, in its order. What
    /// a row hides from people is not told.
    pub const fn new(statement: Statement<(Id, K, i64), E>, key: fn(&E) -> K) -> Self {
        Self { statement, key, tell: |row| json(row) }
    }
}

impl<E: store::Rows, K: Key> Rows<E, K> {
    /// The same of rows that are told in a form of their own.
    pub const fn told_as(
        statement: Statement<(Id, K, i64), E>,
        key: fn(&E) -> K,
        tell: fn(&E) -> Result<Vec<u8>>,
    ) -> Self {
        Self { statement, key, tell }
    }
}

impl<E: store::Rows, K: Key> Owned for Rows<E, K> {
    fn of(&'static self, app: App, user_id: Id) -> Box<dyn Pieces> {
        Box::new(Reading { app, user_id, rows: self, after: K::START })
    }
}

/// The rows after one of them.
struct Reading<E: 'static, K: 'static> {
    app: App,
    user_id: Id,
    rows: &'static Rows<E, K>,
    after: K,
}

impl<E: store::Rows, K: Key> Pieces for Reading<E, K> {
    fn next(mut self: Box<Self>) -> NextPiece {
        Box::pin(async move {
            let page = self.app.store().stretch(self.rows.statement, (self.user_id, self.after, PAGE)).await?;
            let is_end = page.count() < PAGE as usize;
            let mut told = page.rows.iter().map(self.rows.tell).collect::<Result<Vec<_>>>()?;
            for Unreadable { column, key, .. } in &page.unreadable {
                told.push(json(&json!({ "id": key, "unreadable": column }))?);
            }
            let rest: Box<dyn Pieces> = match page.last(self.rows.key) {
                _ if told.is_empty() => return Ok(None),
                Some(last) if !is_end => {
                    self.after = last;
                    self
                }
                _ => Box::new(Ended),
            };
            Ok(Some((told.join(&b','), rest)))
        })
    }
}
