//! What a client may say of relations.
use super::{RelationKind, TaskRelation};
use api::{Answer, Limit, Wanted};
use base::{Id, Result};
use serde::Deserialize;
use utoipa::ToSchema;

/// What a new relation is made from.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRelation {
    /// The task that blocks, precedes, duplicates or contains the other.
    pub(super) task_id: Id,
    /// What they have to do with each other.
    pub(super) kind: RelationKind,
    /// The other task.
    pub(super) other_id: Id,
}

impl Wanted for NewRelation {
    const FILLED_BY_US: &'static [&'static str] = &["id", "space_id", "user_id", "created_at"];
}

/// Which relations are wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RelationsWanted {
    /// Only those of this task, from either side.
    pub(super) task_id: Option<Id>,
    /// Only those of this kind.
    pub(super) kind: Option<RelationKind>,
    /// How many are wanted.
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    pub(super) limit: Limit,
    /// Where the next page starts, as the page before said.
    pub(super) cursor: Option<String>,
}

impl Wanted for RelationsWanted {}

/// Which relation.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichRelation {
    /// Its id.
    pub(super) id: Id,
}

impl Wanted for WhichRelation {}

impl Answer for TaskRelation {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }

    fn location(&self) -> Option<String> {
        Some(format!("/api/v1/relations/{}", self.id))
    }
}
