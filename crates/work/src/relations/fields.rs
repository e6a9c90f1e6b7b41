//! What a client may say of relations.
use super::{RelationKind, list::FILTERS};
use api::{Limit, Wanted, filter::Fields};
use base::Id;
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
    const FILLED_BY_US: &'static [&'static str] =
        &["id", "space_id", "user_id", "revision", "created_at", "updated_at", "deleted_at"];
}

/// Which relations are wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RelationsWanted {
    /// Only those of this task, from either side.
    pub(super) task_id: Option<Id>,
    /// Only those of this kind.
    pub(super) kind: Option<RelationKind>,
    /// Only those for which this holds, in the filter language: `kind in (blocks, precedes) && user_id = me`.
    #[schema(max_length = 2000)]
    pub(super) filter: Option<String>,
    /// Only those that this saved filter lets through.
    pub(super) saved: Option<Id>,
    /// Those that were thrown away, instead of those that are there.
    pub(super) deleted: bool,
    /// How many are wanted.
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    pub(super) limit: Limit,
    /// Where the next page starts, as the page before said.
    pub(super) cursor: Option<String>,
}

impl Wanted for RelationsWanted {
    fn asks() -> Option<&'static Fields> {
        Some(&FILTERS.fields)
    }
}
