//! What a client may say of feedback, and how far it may go.
use super::{TaskFeedback, ops::FILTERS};
use api::{Bound, Limit, Naming, Wanted, filter::Fields};
use base::{Id, Instant};
use serde::Deserialize;
use utoipa::ToSchema;

api::fields! { FeedbackFields, NewFeedback of TaskFeedback, needs feeling, difficulty, energy;
    /// How it felt, in a word such as positive or negative.
    feeling: String = Bound::Text(1, 100);
    /// How hard it was, from 1 to 10.
    difficulty: i64 = Bound::Number(1.0, 10.0);
    /// How much strength was left, from 1 to 10.
    energy: i64 = Bound::Number(1.0, 10.0);
    /// The category it was put into.
    category: Option<String> = Bound::Text(0, 200);
    /// When it was done.
    completed_at: Option<Instant>;
    /// What else is to be said.
    notes: Option<String> = Bound::Text(0, 20_000);
    /// Whether something stood in the way.
    blockers_encountered: bool;
}

/// The task or opportunity that feedback is about.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct About {
    /// The task or opportunity.
    pub(super) opportunity_id: Id,
}

impl Wanted for About {}

impl Naming for About {
    const NAMES: &'static [&'static str] = &["opportunity_id"];
    const NEEDED: &'static [&'static str] = &["opportunity_id"];
}

/// Which feedback is wanted.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FeedbackWanted {
    /// Only of this task or opportunity.
    #[serde(default)]
    pub(super) opportunity_id: Option<Id>,
    /// Only that for which this holds, in the filter language: `feeling = positive && difficulty >= 7`.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub(super) filter: Option<String>,
    /// Only that which this saved filter lets through.
    #[serde(default)]
    pub(super) saved: Option<Id>,
    /// How much is wanted.
    #[serde(default)]
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    pub(super) limit: Limit,
    /// Where the next page starts, as the page before said.
    #[serde(default)]
    pub(super) cursor: Option<String>,
}

impl Wanted for FeedbackWanted {
    fn asks() -> Option<&'static Fields> {
        Some(&FILTERS.fields)
    }
}
