//! What an operation may use, and what the edge needs of other crates.
use crate::{caller::Caller, operation::Work};
use base::Clock;
use std::sync::Arc;
use store::{Batch, Store};

/// Everything an operation may use; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    clock: Clock,
    doors: Arc<dyn Doors>,
}

/// Who is let in, and what is put on record: what the edge needs and another crate knows.
pub trait Doors: Send + Sync {
    /// Who it is that shows this token and speaks about this space (their own, where none is named).
    fn caller(&self, app: App, token: String, space: Option<String>, request_id: String) -> Work<Caller>;
    /// The row of the record for something that was done, to be written in the same batch.
    fn record(&self, app: &App, caller: &Caller, operation: &'static str, subject: Option<base::Id>) -> Batch;
}

impl App {
    /// The house over that store and that clock.
    pub fn new(store: Store, clock: Clock, doors: Arc<dyn Doors>) -> Self {
        Self(Arc::new(Inner { store, clock, doors }))
    }

    /// The store, to read from; only the edge writes.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Who is let in.
    pub(crate) fn doors(&self) -> &dyn Doors {
        &*self.0.doors
    }
}
