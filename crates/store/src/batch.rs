//! Writes as data: a batch happens whole, or not at all.
use crate::{
    entity::Entity,
    error::Guard,
    schema::Table,
    statement::{Arguments, Definition, Statement},
    value::Value,
};

/// How many rows a part of a batch must touch.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Expected {
    /// Any number.
    Any,
    /// Exactly one, or the guard is lost.
    One(Guard),
    /// At least one is found, or the guard is lost.
    Found(Guard),
}

/// One statement of a batch.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) definition: &'static Definition,
    pub(crate) values: Vec<Value>,
    pub(crate) expected: Expected,
    /// The entity's table, so that a broken reference can be named.
    pub(crate) table: Option<&'static Table>,
}

impl Part {
    /// Whether this part leaves nothing behind when it fails. SQLite undoes a statement by itself, and one of an entity touches
    /// its row or none; any other may touch too many, and only then is its guard found lost.
    pub(crate) fn undoes_itself(&self) -> bool {
        !matches!(self.expected, Expected::One(_)) || self.table.is_some()
    }

    /// The table to which this part adds a row, if that is all it does.
    pub(crate) fn added_to(&self) -> Option<&'static Table> {
        self.table.filter(|_| self.definition.postgres.starts_with("insert "))
    }
}

/// A unit of work, as data.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    pub(crate) parts: Vec<Part>,
}

impl Batch {
    /// Nothing, yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row.
    pub fn insert<E: Entity>(self, entity: &E) -> Self {
        self.part(E::INSERT, entity.insert_values(), Expected::One(E::CURRENT), Some(E::TABLE))
    }

    /// Replaces a row; one that has a revision must hold the revision after the stored one.
    pub fn update<E: Entity>(self, entity: &E) -> Self {
        self.part(E::UPDATE, entity.update_values(), Expected::One(E::CURRENT), Some(E::TABLE))
    }

    /// Removes a row that must be there.
    pub fn delete<E: Entity>(self, key: E::Key) -> Self {
        self.part(E::DELETE, key.values(), Expected::One(E::CURRENT), Some(E::TABLE))
    }

    /// Runs a statement, however many rows it touches.
    pub fn run<A: Arguments>(self, statement: Statement<A, ()>, arguments: A) -> Self {
        self.part(statement.definition, arguments.values(), Expected::Any, None)
    }

    /// Runs a statement that must touch exactly one row, or the guard is lost.
    pub fn run_one<A: Arguments>(self, guard: Guard, statement: Statement<A, ()>, arguments: A) -> Self {
        self.part(statement.definition, arguments.values(), Expected::One(guard), None)
    }

    /// States what must still be true at commit: a query, written with `require!`, that finds something.
    pub fn require<A: Arguments>(self, guard: Guard, query: Statement<A, (i64,)>, arguments: A) -> Self {
        self.part(query.definition, arguments.values(), Expected::Found(guard), None)
    }

    /// This batch and that one, as one.
    pub fn and(mut self, other: Self) -> Self {
        self.parts.extend(other.parts);
        self
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether every part adds a row, and each to another table.
    pub(crate) fn only_adds(&self) -> bool {
        let tables: Vec<_> = self.parts.iter().map_while(|part| Some(part.added_to()?.name)).collect();
        tables.len() == self.parts.len() && (1..tables.len()).all(|at| !tables[..at].contains(&tables[at]))
    }

    /// Whether this one runs the same statements, with whatever values.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        is_like(&self.parts, &other.parts)
    }

    fn part(
        mut self,
        definition: &'static Definition,
        values: Vec<Value>,
        expected: Expected,
        table: Option<&'static Table>,
    ) -> Self {
        self.parts.push(Part { definition, values, expected, table });
        self
    }
}

/// Whether some parts run the same statements as others, with whatever values.
pub(crate) fn is_like(parts: &[Part], others: &[Part]) -> bool {
    let mut pairs = parts.iter().zip(others);
    parts.len() == others.len() && pairs.all(|(one, other)| std::ptr::eq(one.definition, other.definition))
}
