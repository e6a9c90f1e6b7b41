//! One page of a list, as entities or as JSON.
use super::{Cursor, Sort};
use crate::{entity::Entity, error::Result, sink::Sink, unreadable::Unreadable, value::Row};

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<E> {
    /// The rows that can be read.
    pub rows: Vec<E>,
    /// Those of the page that cannot.
    pub unreadable: Vec<Unreadable>,
    /// Where the next page starts, if there is one.
    pub next: Option<Cursor>,
}

/// One page of a list, ready to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonPage {
    /// The rows that can be read: an array of objects.
    pub body: Vec<u8>,
    /// How many there are.
    pub count: usize,
    /// Those of the page that cannot be read.
    pub unreadable: Vec<Unreadable>,
    /// Where the next page starts, if there is one.
    pub next: Option<Cursor>,
}

/// Lets a page of rows through, and notes where it ended.
pub(crate) struct Paged<E, S> {
    pub(crate) rows: S,
    pub(crate) next: Option<Cursor>,
    /// How many there were, whether they could be read or not.
    count: usize,
    sort: Sort<E>,
    limit: usize,
    /// The place of the last row that the page may have.
    end: Option<Cursor>,
}

impl<E: Entity, S: Sink> Paged<E, S> {
    pub(super) fn new(sort: Sort<E>, limit: usize, rows: S) -> Self {
        Self { rows, count: 0, next: None, sort, limit, end: None }
    }
}

impl<E: Entity, S: Sink> Sink for Paged<E, S> {
    fn take(&mut self, row: &dyn Row) -> Result<()> {
        if self.count == self.limit {
            // The row too many: it only tells that there is a next page.
            self.next = self.end.take();
            return Ok(());
        }
        self.rows.take(row)?;
        self.count += 1;
        if self.count == self.limit {
            self.end = Some(Cursor::at(&self.sort, row)?);
        }
        Ok(())
    }
}
