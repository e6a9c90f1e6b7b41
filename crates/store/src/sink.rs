//! What takes the rows of a read, one by one.
use crate::{error::Result, statement::Rows, value::Row};

/// Takes rows as they come. A read that is begun anew begins with an empty one.
pub(crate) trait Sink: Send + 'static {
    /// Takes the next row.
    fn take(&mut self, row: &dyn Row) -> Result<()>;
}

impl<R: Rows> Sink for Vec<R> {
    fn take(&mut self, row: &dyn Row) -> Result<()> {
        self.push(R::read(row)?);
        Ok(())
    }
}
