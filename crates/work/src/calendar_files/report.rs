//! What an import came to, event by event.
use api::Answer;
use base::{Id, Result};
use serde::Serialize;
use store::OneOf;
use utoipa::ToSchema;

/// What became of an event of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub(crate) enum ImportOutcome {
    /// It was made.
    Made,
    /// It was there, and is as the file says now.
    Changed,
    /// It was there, and the file says nothing new.
    Unchanged,
    /// It is not kept.
    Refused,
}

/// An event of a file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ImportedEvent {
    /// Its name among calendars; nothing, where it has none.
    pub(super) uid: Option<String>,
    /// The line on which it begins, counted from 1; where it is refused, the line for which it is.
    pub(super) line: u64,
    /// What became of it.
    pub(super) outcome: ImportOutcome,
    /// Why it is refused, or what else is to be known.
    pub(super) reason: Option<String>,
    /// The event here, where there is one.
    pub(super) event_id: Option<Id>,
}

/// What an import came to.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct Imported {
    /// Whether this is only what would become of it.
    pub(super) dry_run: bool,
    /// How many events were made.
    pub(super) made: u64,
    /// How many were changed.
    pub(super) changed: u64,
    /// How many were there as the file says.
    pub(super) unchanged: u64,
    /// How many are not kept.
    pub(super) refused: u64,
    /// What became of each, in the order of the file.
    pub(super) events: Vec<ImportedEvent>,
}

impl Imported {
    /// Adds what became of an event.
    pub(super) fn add(&mut self, event: ImportedEvent) {
        *match event.outcome {
            ImportOutcome::Made => &mut self.made,
            ImportOutcome::Changed => &mut self.changed,
            ImportOutcome::Unchanged => &mut self.unchanged,
            ImportOutcome::Refused => &mut self.refused,
        } += 1;
        self.events.push(event);
    }
}

impl ImportedEvent {
    /// An event that is not kept.
    pub(super) fn refused(uid: Option<String>, line: usize, why: impl Into<String>) -> Self {
        Self { uid, line: line as u64, outcome: ImportOutcome::Refused, reason: Some(why.into()), event_id: None }
    }
}

impl Answer for Imported {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}
