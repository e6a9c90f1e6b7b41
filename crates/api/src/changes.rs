//! The one change log: a row for each row that was changed, written in the same batch as the change.
use base::{Id, Instant};
use serde_json::Value;
use store::Entity;

/// How one row was changed: history, undo, sync tokens, live streams, webhooks and triggers all read this.
#[derive(Clone, Debug, PartialEq, Entity)]
#[table("changes", scope = space)]
#[index(space_id, seq)]
#[index(transaction_id, seq)]
#[index(space_id, noun, row_id, seq)]
pub struct Change {
    /// The order of the log where there is one writer.
    #[key]
    #[serial]
    pub seq: i64,
    /// The order of the log where transactions overtake each other, before `seq`.
    #[transaction]
    pub transaction_id: i64,
    /// Whose row it is.
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Id,
    /// The kind of thing, such as `tasks`.
    pub noun: String,
    /// Which thing.
    pub row_id: Id,
    /// What happened, such as `tasks.created`.
    pub event: String,
    /// The operation that did it.
    pub operation: String,
    /// Who did it; nobody when the house did it by itself.
    pub actor_id: Option<Id>,
    /// The request it came with.
    pub request_id: String,
    /// The workflow run that did it.
    pub run_id: Option<Id>,
    /// The step of that run.
    pub step: Option<String>,
    /// The row's revision afterwards.
    pub revision: i64,
    /// The changed fields as they were.
    pub before: Option<Value>,
    /// The changed fields as they are.
    pub after: Option<Value>,
    /// When.
    pub at: Instant,
}
