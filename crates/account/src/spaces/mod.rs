//! Spaces: whose rows are whose. Everybody has one of their own; others are shared.
mod entity;

pub use entity::{Membership, MembershipRole, Space, SpaceKind};

use store::Entity;

pub(crate) const MODULE: api::Module = api::Module { name: "spaces", tables: &[Space::TABLE, Membership::TABLE] };
