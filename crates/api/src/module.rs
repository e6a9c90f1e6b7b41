//! What a slice is made of.
use crate::{http::Route, own::Own};
use base::Instant;
use store::{Batch, Table};

/// One slice of the product, known when it is compiled.
#[derive(Clone, Copy)]
pub struct Module {
    /// The noun it is about.
    pub name: &'static str,
    /// The tables it keeps.
    pub tables: &'static [&'static Table],
    /// The paths that lead to its operations.
    pub routes: &'static [Route],
    /// How each of its tables belongs to people: what of it somebody may take along, or why nothing.
    pub own: &'static [Own],
    /// What is forgotten by that time.
    pub sweep: Option<fn(Instant) -> Batch>,
}

impl Module {
    /// A slice that only keeps tables.
    pub const fn of_tables(name: &'static str, tables: &'static [&'static Table]) -> Self {
        Self { name, tables, routes: &[], own: &[], sweep: None }
    }
}
