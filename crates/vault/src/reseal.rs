//! Rotation while the house is at work: what is sealed under older keys goes under the current one, page by page.
use crate::{
    error::{Error, Result},
    key::{KeyId, Purpose},
    sealed::{Place, Sealed},
    vault::Vault,
};
use base::{Clock, Id};
use store::{Batch, Statement, Store};

/// A column of sealed values in a table whose rows go by an id; `column!` is the way to write one.
#[derive(Clone, Copy)]
pub struct Column {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// So many rows after that one whose values lie outside the bounds: `(after, from, until, limit)`.
    pub outside: Statement<(Id, String, String, i64), (Id, Sealed)>,
    /// Puts a value in place of that one, if it is still there: `(new, row, old)`.
    pub replace: Statement<(Sealed, Id, Sealed), ()>,
    /// How many values lie within the bounds: `(from, until)`.
    pub count: Statement<(String, String), (i64,)>,
}

/// A column of sealed values: its table, its name, and the column of ids that the rows go by, where that is not `id`.
#[macro_export]
macro_rules! column {
    ($table:literal, $column:literal) => {
        $crate::column!($table, $column, "id")
    };
    ($table:literal, $column:literal, $id:literal) => {
        $crate::Column {
            table: $table,
            column: $column,
            outside: $crate::column!(
                @sql ((::base::Id, $crate::Sealed), (::base::Id, String, String, i64), $table, $column, $id)
                "select {i}, {c} from {t} where {i} > $1 and ({c} < $2 or {c} >= $3) order by {i} limit $4 /* all spaces */"
            ),
            replace: $crate::column!(
                @sql ((), ($crate::Sealed, ::base::Id, $crate::Sealed), $table, $column, $id)
                "update {t} set {c} = $1 where {i} = $2 and {c} = $3 /* all spaces */"
            ),
            count: $crate::column!(
                @sql ((i64,), (String, String), $table, $column, $id)
                "select count({i}) from {t} where {c} >= $1 and {c} < $2 /* all spaces */"
            ),
        }
    };
    (@sql ($rows:ty, $arguments:ty, $table:literal, $column:literal, $id:literal) $text:literal) => {
        ::store::sql!($rows, $arguments, ::store::const_format::formatcp!($text, t = $table, c = $column, i = $id))
    };
}

impl Column {
    /// A value or two by which keys are proven: any, and one that was sealed under another key than that. None where nothing is
    /// sealed.
    pub async fn samples(&self, store: &Store, other_than: Option<KeyId>) -> Result<Vec<(Place, Sealed)>> {
        // Every text lies outside of these.
        let everywhere = (String::new(), String::new());
        let bounds = [Some(everywhere), other_than.map(Sealed::bounds)];
        let mut samples = Vec::new();
        for (from, until) in bounds.into_iter().flatten() {
            let found = store.all(self.outside, (START, from, until, 1)).await?;
            samples.extend(found.into_iter().map(|(row, sealed)| (self.place(row), sealed)));
        }
        Ok(samples)
    }

    fn place(&self, row: Id) -> Place {
        Place { table: self.table, column: self.column, row }
    }
}

/// What became of a column.
#[derive(Debug, Default)]
pub struct Resealed {
    /// How many values went under the current key.
    pub values: u64,
    /// The values that cannot be opened and were left as they are.
    pub refused: Vec<Error>,
}

/// How many values are sealed anew in one batch.
const PAGE: i64 = 200;

/// Before every row.
const START: Id = Id::from_bytes([0; 16]);

impl Vault {
    /// Seals under the current key what a column holds under older ones. A value that somebody changes meanwhile is left to
    /// them, and looked at once more. Whatever interrupts it, it goes on where it was when it is asked again.
    pub async fn reseal(&self, store: &Store, column: &Column) -> Result<Resealed> {
        let mut done = Resealed::default();
        loop {
            let (mut after, mut overtaken) = (START, 0);
            done.refused.clear();
            loop {
                let (from, until) = Sealed::bounds(self.ring.current(Purpose::Encryption)?.id);
                let page = store.all(column.outside, (after, from, until, PAGE)).await?;
                let Some((last, _)) = page.last() else { break };
                after = *last;
                let (batch, planned) = self.page(column, page, &mut done.refused)?;
                let written = if batch.is_empty() { 0 } else { store.write(batch).await? };
                done.values += written;
                overtaken += planned - written;
            }
            if overtaken == 0 {
                return Ok(done);
            }
        }
    }

    /// What seals a page anew, and how many values that would be.
    fn page(&self, column: &Column, page: Vec<(Id, Sealed)>, refused: &mut Vec<Error>) -> Result<(Batch, u64)> {
        let (mut batch, mut planned) = (Batch::new(), 0);
        for (row, old) in page {
            let place = column.place(row);
            match self.open(place, &old) {
                Ok(secret) => {
                    batch = batch.run(column.replace, (self.seal(place, &secret)?, row, old));
                    planned += 1;
                }
                Err(error) => refused.push(error),
            }
        }
        Ok((batch, planned))
    }

    /// Does away with an older key, for ever. Refused while any of the columns, which must be all there are, holds a value that
    /// is sealed under it.
    pub async fn retire(&self, store: &Store, columns: &[Column], key: KeyId, clock: &Clock) -> Result<()> {
        for Column { table, column, count, .. } in columns {
            let (count,) = store.scan(*count, Sealed::bounds(key)).await?.pop().unwrap_or_default();
            if count > 0 {
                return Err(Error::Kept {
                    key,
                    why: format!("{count} values of {table}.{column} are sealed under it"),
                });
            }
        }
        self.ring.retire(key, clock)
    }
}
