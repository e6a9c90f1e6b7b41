//! The tables of spaces and of who belongs to them.
use base::{Id, Instant};
use serde::{Deserialize, Serialize};
use store::{Entity, OneOf};
use utoipa::ToSchema;

/// A place that holds rows: the tenant.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, Deserialize, ToSchema)]
#[table("spaces", scope = house)]
#[check(kind, personal_of, holds = "(kind = 'personal') = (personal_of is not null)")]
pub struct Space {
    /// Its name for programs.
    #[key]
    pub id: Id,
    /// Its name for people.
    #[check("length(name) > 0")]
    pub name: String,
    /// Whether it is somebody's own.
    pub kind: SpaceKind,
    /// Whose own it is.
    #[unique]
    #[refers("users.id", on_delete = cascade)]
    pub personal_of: Option<Id>,
    /// Goes up by one with every change.
    #[check("revision >= 1")]
    pub revision: i64,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// When it was thrown away; it can be had back until it is purged.
    pub deleted_at: Option<Instant>,
}

/// Whether a space is somebody's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum SpaceKind {
    /// One person's.
    Personal,
    /// Several people's.
    Shared,
}

/// That somebody belongs to a space, and as what.
#[derive(Clone, Debug, PartialEq, Entity, Serialize)]
#[table("memberships", scope = space, clustered)]
#[refers(space_id, role_id, to = "roles(space_id, id)", on_delete = restrict)]
#[check(role, role_id, holds = "(role is null) <> (role_id is null)")]
#[index(space_id, role_id, only = "role_id is not null")]
pub struct Membership {
    /// The space.
    #[key]
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Id,
    /// Who.
    #[key]
    #[index]
    #[refers("users.id", on_delete = cascade)]
    pub user_id: Id,
    /// As what; nothing, where it is a role of the space's own.
    pub role: Option<MembershipRole>,
    /// The space's own role.
    pub role_id: Option<Id>,
    /// Goes up by one with every change.
    #[check("revision >= 1")]
    pub revision: i64,
    /// Since when.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// What somebody may do in a space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum MembershipRole {
    /// Everything, and give it away.
    Owner,
    /// Everything but give it away.
    Admin,
    /// Read and write.
    Member,
    /// Read.
    Viewer,
}
