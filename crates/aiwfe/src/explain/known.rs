//! What is known of a request.
use crate::exit::Exit;
use api::http::Failed;
use base::{Id, Instant};
use serde::Serialize;
use std::collections::BTreeSet;

/// What is known, and where that was looked for.
#[derive(Debug, Serialize)]
pub(super) struct Known {
    /// What was asked for.
    pub(super) asked: String,
    /// The requests that are meant.
    pub(super) request_ids: BTreeSet<String>,
    /// How it failed.
    pub(super) failures: Vec<Failed>,
    /// What it did.
    pub(super) done: Vec<Done>,
    /// What that changed.
    pub(super) changes: Vec<Changed>,
    /// What it was refused.
    pub(super) refusals: Vec<Refused>,
    /// Where was looked.
    pub(super) looked: Vec<Looked>,
}

/// One thing that was done.
#[derive(Debug, Serialize)]
pub(super) struct Done {
    pub(super) at: Instant,
    pub(super) operation: String,
    pub(super) who: Option<String>,
    pub(super) space_id: Option<Id>,
    pub(super) subject_id: Option<Id>,
}

/// One row that was changed.
#[derive(Debug, Serialize)]
pub(super) struct Changed {
    pub(super) at: Instant,
    pub(super) event: String,
    pub(super) noun: String,
    pub(super) row_id: Id,
    pub(super) revision: i64,
    pub(super) who: Option<String>,
}

/// One thing that was refused.
#[derive(Debug, Serialize)]
pub(super) struct Refused {
    pub(super) at: Instant,
    pub(super) kind: &'static str,
    pub(super) severity: &'static str,
    pub(super) who: Option<String>,
    pub(super) method: Option<String>,
    pub(super) path: Option<String>,
}

/// A place that was looked at.
#[derive(Debug, Serialize)]
pub(super) struct Looked {
    /// A file or a table.
    pub(super) place: String,
    /// How far back it reaches; nothing where it is empty.
    pub(super) since: Option<Instant>,
    /// Why it could not be looked at.
    pub(super) trouble: Option<String>,
}

impl Known {
    /// Nothing yet.
    pub(super) fn of(asked: &str) -> Self {
        let (request_ids, failures, done) = (BTreeSet::new(), Vec::new(), Vec::new());
        let (changes, refusals, looked) = (Vec::new(), Vec::new(), Vec::new());
        Self { asked: asked.into(), request_ids, failures, done, changes, refusals, looked }
    }

    /// Whether there is anything to tell.
    pub(super) fn is_something(&self) -> bool {
        !(self.failures.is_empty() && self.done.is_empty() && self.changes.is_empty() && self.refusals.is_empty())
    }

    /// Nothing counts as known to be nothing only where every place could be looked at.
    pub(super) fn exit(&self) -> Exit {
        match self.looked.iter().any(|looked| looked.trouble.is_some()) {
            _ if self.is_something() => Exit::Well,
            true => Exit::Unchecked,
            false => Exit::DECLINED,
        }
    }
}
