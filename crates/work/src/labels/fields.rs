//! What a client may say of a label, and how far it may go.
use super::Label;
use crate::Color;
use api::{Bound, Limit, Wanted};
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
    /// Those that were thrown away, instead of those that are there.
    pub(super) deleted: bool,
    /// How many are wanted.
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    pub(super) limit: Limit,
    /// Where the next page starts, as the page before said.
    pub(super) cursor: Option<String>,
}

impl Wanted for LabelsWanted {}
