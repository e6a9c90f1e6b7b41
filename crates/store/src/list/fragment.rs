//! The fragments that lists are composed of.
use crate::{
    entity::Entity,
    schema::{Scope, Table, same},
    statement::{Arguments, Definition},
};
use std::marker::PhantomData;

/// A condition on the rows of `E` that takes `A`.
pub struct Filter<E, A> {
    condition: &'static str,
    types: PhantomData<fn(A) -> E>,
}

/// The condition a list starts from: for rows that belong to a space, it names the space.
pub struct Within<E, A>(Filter<E, A>);

/// An order of the rows of `E`.
pub struct Sort<E> {
    columns: &'static [&'static str],
    direction: Direction,
    entity: PhantomData<fn() -> E>,
}

/// Which end of an order comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The smallest.
    Up,
    /// The greatest.
    Down,
}

impl<E, A> Clone for Filter<E, A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E, A> Copy for Filter<E, A> {}

impl<E, A> Filter<E, A> {
    pub(crate) fn condition(self) -> &'static str {
        self.condition
    }
}

impl<E: Entity, A: Arguments> Filter<E, A> {
    /// The filter so checked; `filter!` is the way to write one.
    #[doc(hidden)]
    pub const fn new(condition: &'static str, _: &'static Definition) -> Self {
        Self { condition, types: PhantomData }
    }
}

impl<E, A> Clone for Within<E, A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E, A> Copy for Within<E, A> {}

impl<E: Entity, A: Arguments> Within<E, A> {
    /// The condition so checked; `within!` is the way to write one.
    #[doc(hidden)]
    pub const fn new(filter: Filter<E, A>) -> Self {
        let names_space = starts_with(filter.condition, "space_id = $1");
        assert!(names_space || !matches!(E::TABLE.scope, Scope::Space), "the list starts with: space_id = $1");
        Self(filter)
    }

    pub(crate) fn filter(self) -> Filter<E, A> {
        self.0
    }
}

const fn starts_with(text: &str, start: &str) -> bool {
    text.len() >= start.len() && same(text.split_at(start.len()).0, start)
}

impl<E> Clone for Sort<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Sort<E> {}

impl<E> Sort<E> {
    pub(crate) fn columns(&self) -> &'static [&'static str] {
        self.columns
    }

    pub(crate) fn direction(&self) -> Direction {
        self.direction
    }
}

impl<E: Entity> Sort<E> {
    /// The sort so checked; `sort!` is the way to write one.
    #[doc(hidden)]
    pub const fn new(columns: &'static [&'static str], direction: Direction, _: &'static Definition) -> Self {
        check(E::TABLE, columns);
        Self { columns, direction, entity: PhantomData }
    }
}

/// A page must know where it ended: no column may be empty, and the last must tell rows apart.
const fn check(table: &Table, columns: &[&str]) {
    let mut at = 0;
    while at < columns.len() {
        match table.column(columns[at]) {
            Some(column) => assert!(!column.nullable, "a list is sorted by columns that are never empty"),
            None => panic!("a list is sorted by a column that is not there"),
        }
        at += 1;
    }
    let tells_apart = at > 0 && table.key.len() == 1 && same(table.key[0], columns[at - 1]);
    assert!(tells_apart, "a list is sorted by the key in the end, so that no two rows stand in one place");
}

/// A filter: whose rows, what it takes, its condition.
#[macro_export]
macro_rules! filter {
    ($entity:ty, $arguments:ty, $condition:expr) => {
        const {
            let definition = $crate::define!(
                $crate::const_format::concatcp!(<$entity as $crate::Rows>::SELECT.sqlite, "where ", $condition),
                $crate::const_format::concatcp!(<$entity as $crate::Rows>::SELECT.postgres, "where ", $condition),
                <$arguments as $crate::Arguments>::SLOTS,
                <$entity as $crate::Rows>::SLOTS,
                &[],
                true
            );
            $crate::Filter::<$entity, $arguments>::new($condition, definition)
        }
    };
}

/// Where a list starts: whose rows, what it takes, its condition; `space_id = $1` comes first where rows belong to a space.
#[macro_export]
macro_rules! within {
    ($entity:ty, $arguments:ty, $condition:expr) => {
        const { $crate::Within::<$entity, $arguments>::new($crate::filter!($entity, $arguments, $condition)) }
    };
}

/// A sort: whose rows, which end first, by which columns; the key comes last.
#[macro_export]
macro_rules! sort {
    ($entity:ty, $direction:ident, $($column:literal),+) => {
        const {
            const ORDER: &str = $crate::sort!(@order $direction, "order by", $($column),+);
            let definition = $crate::define!(
                $crate::const_format::concatcp!(<$entity as $crate::Rows>::SELECT.sqlite, ORDER),
                $crate::const_format::concatcp!(<$entity as $crate::Rows>::SELECT.postgres, ORDER),
                &[],
                <$entity as $crate::Rows>::SLOTS,
                &[],
                true
            );
            $crate::Sort::<$entity>::new(&[$($column),+], $crate::Direction::$direction, definition)
        }
    };
    (@order Up, $text:expr, $($column:literal),+) => { $crate::sort!(@columns $text, "", $($column),+) };
    (@order Down, $text:expr, $($column:literal),+) => { $crate::sort!(@columns $text, " desc", $($column),+) };
    (@columns $text:expr, $direction:literal, $first:literal $(, $column:literal)*) => {
        $crate::const_format::concatcp!($text, " ", $first, $direction $(, ", ", $column, $direction)*)
    };
}
