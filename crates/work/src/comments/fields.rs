//! What a client may say of a comment, and how far it may go.
use super::{Comment, ops::FILTERS};
use api::{Bound, Limit, Naming, Wanted, filter::Fields};
use base::Id;
use serde::Deserialize;
use utoipa::ToSchema;

api::fields! { CommentFields, NewComment of Comment, needs body;
    /// What is said.
    body: String = Bound::Text(1, 20_000);
}

/// The task that a comment is about.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct About {
    /// The task.
    pub(super) task_id: Id,
}

impl Wanted for About {}

impl Naming for About {
    const NAMES: &'static [&'static str] = &["task_id"];
    const NEEDED: &'static [&'static str] = &["task_id"];
}

/// Which comments are wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CommentsWanted {
    /// Only those about this task.
    pub(super) task_id: Option<Id>,
    /// Only those for which this holds, in the filter language: `user_id = me && created_at > now-7d`.
    #[schema(max_length = 2000)]
    pub(super) filter: Option<String>,
    /// Only those that this saved filter lets through.
    pub(super) saved: Option<Id>,
    /// How many are wanted.
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    pub(super) limit: Limit,
    /// Where the next page starts, as the page before said.
    pub(super) cursor: Option<String>,
}

impl Wanted for CommentsWanted {
    fn asks() -> Option<&'static Fields> {
        Some(&FILTERS.fields)
    }
}
