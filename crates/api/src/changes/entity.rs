//! The table of changes.
use base::{Id, Instant};
use serde::{Deserialize, Serialize};
use store::{Document, Entity, utoipa};

/// How one row was changed: history, undo, sync tokens, live streams, webhooks and triggers all read this.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, Deserialize, utoipa::ToSchema)]
#[table("changes", scope = space)]
#[index(space_id, transaction_id, seq)]
#[index(transaction_id, seq, only = "transaction_id > 0")]
#[index(space_id, noun, row_id, seq)]
pub struct Change {
    /// The order of the log where there is one writer.
    #[key]
    #[serial]
    pub seq: i64,
    /// The order of the log where transactions overtake each other, before `seq`; nothing where there is one writer.
    #[transaction]
    #[serde(skip)]
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
    /// The change that this one undoes.
    pub undoes: Option<i64>,
    /// The row's revision afterwards.
    pub revision: i64,
    /// The changed fields as they were.
    #[schema(value_type = Option<Object>)]
    pub before: Option<Document>,
    /// The changed fields as they are.
    #[schema(value_type = Option<Object>)]
    pub after: Option<Document>,
    /// When.
    pub at: Instant,
}
