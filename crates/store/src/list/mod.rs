//! Lists: filters and sorts that are checked one by one, and composed when somebody asks.
mod condition;
mod cursor;
mod fragment;
mod page;

pub use condition::Condition;
pub use cursor::Cursor;
pub use fragment::{Direction, Filter, Sort, Within};
pub(crate) use page::Paged;
pub use page::{JsonPage, Page};

use crate::{
    dialect::Dialect,
    entity::Entity,
    error::Result,
    sink::Sink,
    statement::{Arguments, renumbered},
    value::Value,
};
use std::{fmt::Write, marker::PhantomData};

/// A list as somebody asks for it: which rows, in which order, from where, how many.
pub struct List<E> {
    /// In portable SQL, `$n` counted through.
    conditions: Vec<String>,
    values: Vec<Value>,
    sort: Sort<E>,
    limit: i64,
    entity: PhantomData<fn() -> E>,
}

impl<E: Entity> List<E> {
    /// The rows within the condition, in that order, so many at most.
    pub fn of<A: Arguments>(within: Within<E, A>, arguments: A, sort: Sort<E>, limit: u32) -> Self {
        let list = Self { conditions: Vec::new(), values: Vec::new(), sort, limit: limit.into(), entity: PhantomData };
        list.filter(within.filter(), arguments)
    }

    /// Of these, only the rows that this filter lets through too.
    pub fn filter<A: Arguments>(mut self, filter: Filter<E, A>, arguments: A) -> Self {
        self.conditions.push(format!("({})", renumbered(filter.condition(), self.values.len())));
        self.values.extend(arguments.values());
        self
    }

    /// Of these, only the rows for which this condition holds too; one that is too large is refused.
    pub fn matching(mut self, condition: &Condition<E>) -> Result<Self> {
        let text = condition.compose(&mut self.values)?;
        self.conditions.push(text);
        Ok(self)
    }

    /// How many rows a page of it has at most.
    pub fn limit(&self) -> usize {
        usize::try_from(self.limit).unwrap_or_default()
    }

    /// Only what comes after the cursor; one that was made for another order is refused.
    pub fn after(mut self, cursor: &Cursor) -> Result<Self> {
        let values = cursor.values_for(&self.sort)?;
        let names: Vec<String> = (0..values.len()).map(|at| format!("${}", self.values.len() + 1 + at)).collect();
        let sign = if self.sort.direction() == Direction::Up { '>' } else { '<' };
        self.conditions.push(format!("({}) {sign} ({})", self.sort.columns().join(", "), names.join(", ")));
        self.values.extend(values);
        Ok(self)
    }

    /// The whole statement in that dialect, and what it takes. One row more than asked for tells whether there is a next page.
    pub(crate) fn compose(&self, dialect: Dialect) -> (String, Vec<Value>) {
        let select = if dialect == Dialect::Sqlite { E::SELECT.sqlite } else { E::SELECT.postgres };
        let mut text = format!("{select}where {}", self.conditions.join(" and "));
        let direction = if self.sort.direction() == Direction::Up { "" } else { " desc" };
        let order: Vec<String> = self.sort.columns().iter().map(|column| format!("{column}{direction}")).collect();
        let mut values = self.values.clone();
        values.push(Value::Int(self.limit + 1));
        let _ = write!(text, " order by {} limit ${}", order.join(", "), values.len());
        (dialect.statement(&text), values)
    }

    /// What makes a page of what the statement gives.
    pub(crate) fn paged<S: Sink>(&self, rows: S) -> Paged<E, S> {
        Paged::new(self.sort, self.limit(), rows)
    }
}
