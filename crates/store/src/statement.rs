//! Statements: literals that carry the kinds of their arguments and rows, each registered so that it can be checked.
use crate::{
    error::Result,
    schema::{Kind, Table},
    value::{Field, Row, Value},
};
use std::marker::PhantomData;

/// The kind of one argument or of one column of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// What it holds.
    pub kind: Kind,
    /// Whether it may be empty.
    pub nullable: bool,
}

impl Slot {
    /// The slot of a type.
    pub const fn of<T: Field>() -> Self {
        Self { kind: T::KIND, nullable: T::NULLABLE }
    }
}

/// All that is known of a statement when the program is built.
#[derive(Debug)]
pub struct Definition {
    /// The file it stands in.
    pub file: &'static str,
    /// The line it stands on.
    pub line: u32,
    /// Its text for SQLite.
    pub sqlite: &'static str,
    /// Its text for PostgreSQL.
    pub postgres: &'static str,
    /// What it takes.
    pub arguments: &'static [Slot],
    /// What it gives.
    pub rows: &'static [Slot],
    /// The columns that its arguments fill or compare, where a derive wrote it.
    pub columns: &'static [&'static str],
    /// Whether it only checks a part that lists are composed of.
    pub is_fragment: bool,
}

/// Every statement of the program.
#[linkme::distributed_slice]
pub static STATEMENTS: [Definition];

/// A statement that takes `A` and gives rows of `R`.
pub struct Statement<A, R> {
    pub(crate) definition: &'static Definition,
    types: PhantomData<fn(A) -> R>,
}

impl<A, R> Clone for Statement<A, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A, R> Copy for Statement<A, R> {}

impl<A: Arguments, R: Rows> Statement<A, R> {
    /// The statement so defined; `sql!` is the way to write one.
    pub const fn new(definition: &'static Definition) -> Self {
        Self { definition, types: PhantomData }
    }
}

/// A tuple of arguments, in the order of `$1`, `$2`, ...
pub trait Arguments {
    /// Their kinds.
    const SLOTS: &'static [Slot];
    /// Their values.
    fn values(&self) -> Vec<Value>;
}

/// What begins a statement, in each dialect.
#[derive(Clone, Copy, Debug)]
pub struct Select {
    /// For SQLite.
    pub sqlite: &'static str,
    /// For PostgreSQL.
    pub postgres: &'static str,
}

/// What a row is read into: an entity, or a tuple of fields.
pub trait Rows: Sized + Send + 'static {
    /// What stands before the statement's own text: `select ... from ...` for an entity, nothing for a tuple.
    const SELECT: Select;
    /// The kinds of the columns.
    const SLOTS: &'static [Slot];
    /// The table whose rows these are, where they are those of one.
    const OF: Option<&'static Table> = None;
    /// Reads one.
    fn read(row: &dyn Row) -> Result<Self>;
}

macro_rules! tuples {
    ($($field:ident $at:tt),*) => {
        impl<$($field: Field),*> Arguments for ($($field,)*) {
            const SLOTS: &'static [Slot] = &[$(Slot::of::<$field>()),*];

            fn values(&self) -> Vec<Value> {
                vec![$(self.$at.to_value()),*]
            }
        }

        impl<$($field: Field + Send + 'static),*> Rows for ($($field,)*) {
            const SELECT: Select = Select { sqlite: "", postgres: "" };
            const SLOTS: &'static [Slot] = &[$(Slot::of::<$field>()),*];

            fn read(_row: &dyn Row) -> Result<Self> {
                Ok(($($field::read(_row, $at).map_err(|error| error.at("", concat!("column ", $at)))?,)*))
            }
        }
    };
}
tuples!();
tuples!(A 0);
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
tuples!(A 0, B 1, C 2, D 3, E 4);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);

/// A statement: what it gives, what it takes, its text. An entity's text starts after `select ... from table`.
///
/// `sql!(Task, (Id, Id), "where space_id = $1 and id = $2")`, `sql!((i64,), (Id,), "select count(*) from ...")`; where the
/// common subset of the dialects does not suffice, a pair: `sql!(R, A, sqlite: "...", postgres: "...")`.
#[macro_export]
macro_rules! sql {
    ($rows:ty, $arguments:ty, $text:expr) => {
        $crate::sql!($rows, $arguments, sqlite: $text, postgres: $text)
    };
    ($rows:ty, $arguments:ty, sqlite: $sqlite:expr, postgres: $postgres:expr) => {
        const {
            $crate::Statement::<$arguments, $rows>::new($crate::define!(
                $crate::const_format::concatcp!(<$rows as $crate::Rows>::SELECT.sqlite, $sqlite),
                $crate::const_format::concatcp!(<$rows as $crate::Rows>::SELECT.postgres, $postgres),
                <$arguments as $crate::Arguments>::SLOTS,
                <$rows as $crate::Rows>::SLOTS,
                &[]
            ))
        }
    };
}

/// Registers a statement and gives its definition; what `sql!` and the derives are made of.
#[doc(hidden)]
#[macro_export]
macro_rules! define {
    ($text:expr, [$($column:literal: $argument:ty),*]) => {
        $crate::define!($text, $text, &[$($crate::Slot::of::<$argument>()),*], &[], &[$($column),*])
    };
    ($sqlite:expr, $postgres:expr, $arguments:expr, $rows:expr, $columns:expr) => {
        $crate::define!($sqlite, $postgres, $arguments, $rows, $columns, false)
    };
    ($sqlite:expr, $postgres:expr, $arguments:expr, $rows:expr, $columns:expr, $is_fragment:literal) => {{
        #[$crate::linkme::distributed_slice($crate::STATEMENTS)]
        #[linkme(crate = $crate::linkme)]
        static DEFINITION: $crate::Definition = {
            const TEXT: &str = $sqlite;
            const BYTES: [u8; TEXT.len()] = $crate::for_sqlite(TEXT);
            $crate::Definition {
                file: file!(),
                line: line!(),
                sqlite: $crate::utf8(&BYTES),
                postgres: $postgres,
                arguments: $arguments,
                rows: $rows,
                columns: $columns,
                is_fragment: $is_fragment,
            }
        };
        &DEFINITION
    }};
}

/// A statement that finds a row which must still be there when a batch commits; PostgreSQL holds on to it until then.
#[macro_export]
macro_rules! require {
    ($arguments:ty, $text:expr) => {
        $crate::sql!((i64,), $arguments, sqlite: $text, postgres: $crate::const_format::concatcp!($text, " for share"))
    };
}

/// The text with its `$1`, `$2`, ... moved up by so many.
pub(crate) fn renumbered(text: &str, by: usize) -> String {
    renamed(text, |number| format!("${}", number + by))
}

/// The text with something else for each of its `$1`, `$2`, ...
pub(crate) fn renamed(text: &str, name: impl Fn(usize) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, piece) in text.split('$').enumerate() {
        let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
        match (at, piece[..digits].parse()) {
            (0, _) => {}
            (_, Ok(number)) => out.push_str(&name(number)),
            (_, Err(_)) => out.push('$'),
        }
        out.push_str(if at == 0 { piece } else { &piece[digits..] });
    }
    out
}

/// Bytes that are known to be UTF-8, where the compiler can use them.
pub const fn utf8(bytes: &'static [u8]) -> &'static str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => panic!("a statement is not UTF-8"),
    }
}
