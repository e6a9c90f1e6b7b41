//! What a slice is made of.
use crate::{app::App, http::Route, operation::Work, own::Own};
use base::Instant;
use std::time::Duration;
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
    /// What it does by itself from time to time.
    pub jobs: &'static [Job],
}

/// Something that is done from time to time, by each process; of several at once none does harm.
#[derive(Clone, Copy)]
pub struct Job {
    /// Its name, such as `tasks.rank`.
    pub name: &'static str,
    /// How often.
    pub every: Duration,
    /// Does it.
    pub run: fn(App) -> Work<()>,
}

impl Module {
    /// A slice that only keeps tables.
    pub const fn of_tables(name: &'static str, tables: &'static [&'static Table]) -> Self {
        Self { name, tables, routes: &[], own: &[], sweep: None, jobs: &[] }
    }
}
