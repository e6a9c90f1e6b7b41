//! What a client may say of a space, and what it is shown.
use super::{Membership, Space, Standing};
use api::{Answer, Bound, Patch, Wanted};
use base::{Flaw, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How long the name of a space may be.
const NAME: Bound = Bound::Text(1, 200);
/// What only the house fills in.
const FILLED_BY_US: &[&str] =
    &["id", "kind", "personal_of", "role", "revision", "created_at", "updated_at", "deleted_at"];

/// What a new space is made from.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSpace {
    /// Its name for people.
    #[schema(min_length = 1, max_length = 200)]
    pub(super) name: String,
}

impl Wanted for NewSpace {
    const FILLED_BY_US: &'static [&'static str] = FILLED_BY_US;

    fn flaws(&self) -> Vec<Flaw> {
        api::patch::flaw("name", &Patch::Set(self.name.clone()), NAME).into_iter().collect()
    }
}

/// What a client may change of a space.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SpaceFields {
    /// Its name for people.
    #[serde(default)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 200)]
    pub(super) name: Patch<String>,
}

impl Wanted for SpaceFields {
    const FILLED_BY_US: &'static [&'static str] = FILLED_BY_US;

    fn flaws(&self) -> Vec<Flaw> {
        api::patch::flaw("name", &self.name, NAME).into_iter().collect()
    }
}

/// A space as somebody who belongs to it sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SpaceSeen {
    /// The space.
    #[serde(flatten)]
    space: Space,
    /// What the caller is there.
    role: Standing,
}

impl SpaceSeen {
    pub(super) fn new(space: Space, own: &Membership) -> Self {
        Self { space, role: own.standing() }
    }
}

impl Answer for SpaceSeen {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }

    fn location(&self) -> Option<String> {
        (self.space.revision == 1).then(|| format!("/api/v1/spaces/{}", self.space.id))
    }

    fn revision(&self) -> Option<i64> {
        Some(self.space.revision)
    }
}

/// What a list of things of the space that its path names takes: `of_space!(RolesWanted, &FILTERS)`.
macro_rules! of_space {
    ($name:ident, $asks:expr) => {
        /// Whose things are wanted, and which of them.
        #[derive(Clone, Debug, serde::Deserialize, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            /// The space.
            pub(super) id: base::Id,
            /// Only those for which this holds, in the filter language: `created_at > now-7d`.
            #[serde(default)]
            #[schema(max_length = 2000)]
            filter: Option<String>,
            /// How many are wanted.
            #[serde(default)]
            #[schema(value_type = u32, minimum = 1, maximum = 1000)]
            limit: api::Limit,
            /// Where the next page starts, as the page before said.
            #[serde(default)]
            cursor: Option<String>,
        }

        impl api::Wanted for $name {
            fn asks() -> Option<&'static api::filter::Fields> {
                Some($asks)
            }
        }

        impl<'a> From<&'a $name> for api::filter::Sieved<'a> {
            fn from(wanted: &'a $name) -> Self {
                let (filter, cursor) = (wanted.filter.as_deref(), wanted.cursor.as_deref());
                Self { filter, limit: wanted.limit, cursor }
            }
        }
    };
}

pub(crate) use of_space;
