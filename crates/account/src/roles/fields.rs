//! What a client may say of a role, and what it is shown.
use super::Role;
use api::{Answer, Bound, Patch, Wanted};
use base::{Flaw, Id, Result};
use serde::Deserialize;
use utoipa::ToSchema;

/// How long the name of a role may be.
const NAME: Bound = Bound::Text(1, 100);

impl Answer for Role {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }

    fn location(&self) -> Option<String> {
        (self.revision == 1).then(|| format!("/api/v1/spaces/{}/roles/{}", self.space_id, self.id))
    }

    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

/// What a new role is made from.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRole {
    /// The space.
    pub(super) id: Id,
    /// Its name for people; no other role of the space has it.
    #[schema(min_length = 1, max_length = 100)]
    pub(super) name: String,
    /// What it allows; `GET /api/v1/permissions` lists what can be allowed.
    #[schema(example = json!(["projects.read", "tasks.write"]), min_items = 1, max_items = 100)]
    pub(super) permissions: Vec<String>,
}

impl Wanted for NewRole {
    fn flaws(&self) -> Vec<Flaw> {
        api::patch::flaw("name", &Patch::Set(self.name.clone()), NAME).into_iter().collect()
    }
}

/// Which role.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichRole {
    /// The space.
    pub(super) id: Id,
    /// The role.
    pub(super) role_id: Id,
    /// The revision that the caller has seen; another one is refused.
    #[serde(default)]
    pub(super) revision: Option<i64>,
}

impl Wanted for WhichRole {}

/// What a role is to be.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleEdited {
    /// The space.
    pub(super) id: Id,
    /// The role.
    pub(super) role_id: Id,
    /// Its name for people; no other role of the space has it.
    #[serde(default)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 100)]
    pub(super) name: Patch<String>,
    /// What it allows; `GET /api/v1/permissions` lists what can be allowed.
    #[serde(default)]
    #[schema(value_type = Vec<String>, required = false, example = json!(["projects.read", "tasks.write"]), min_items = 1, max_items = 100)]
    pub(super) permissions: Patch<Vec<String>>,
    /// The revision that the caller has seen; another one is refused.
    #[serde(default)]
    pub(super) revision: Option<i64>,
}

impl Wanted for RoleEdited {
    const FILLED_BY_US: &'static [&'static str] = &["space_id", "created_at", "updated_at"];

    fn flaws(&self) -> Vec<Flaw> {
        api::patch::flaw("name", &self.name, NAME).into_iter().collect()
    }
}
