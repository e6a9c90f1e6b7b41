//! What a client may say of a label, and how far it may go.
use super::{Label, ops::FILTERS};
use crate::Color;
use api::{Bound, Limit, Wanted, filter::Fields};
use base::Id;
use serde::Deserialize;
use utoipa::ToSchema;

api::fields! { LabelFields, NewLabel of Label, needs name;
    /// Its name for people; no other label of the space has it, in small letters or in capitals.
    name: String = NAME;
    /// Its colour; without a word, one that follows from its name.
    color: Color;
}

/// How long a name may be.
pub(crate) const NAME: Bound = Bound::Text(1, 100);

/// Which labels are wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LabelsWanted {
    /// Only those for which this holds, in the filter language: `name ~ home && created_at > now-7d`.
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

impl Wanted for LabelsWanted {
    fn asks() -> Option<&'static Fields> {
        Some(&FILTERS.fields)
    }
}
