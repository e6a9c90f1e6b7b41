//! The table of roles.
use base::{Id, Instant};
use serde::{Deserialize, Serialize};
use store::Entity;
use utoipa::ToSchema;

/// A role of a space's own: whoever has it may do what it lists there, and nothing else.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, ToSchema)]
#[table("roles", scope = space)]
#[unique(space_id, id)]
#[unique(space_id, name)]
#[schema(as = CustomRole)]
pub struct Role {
    /// Its name for programs.
    #[key]
    pub id: Id,
    /// The space.
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Id,
    /// Its name for people.
    #[check("length(name) > 0")]
    pub name: String,
    /// What it allows, in order.
    #[schema(value_type = Vec<String>)]
    pub permissions: Permissions,
    /// Goes up by one with every change.
    #[check("revision >= 1")]
    pub revision: i64,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// A list of permissions: `tasks.write`, `projects.read` ...
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Permissions(pub Vec<String>);

store::kept_as_json!(Permissions);
