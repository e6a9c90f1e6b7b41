//! Spaces: whose rows are whose. Everybody has one of their own; others are shared.
mod entity;

pub use entity::{Membership, MembershipRole, Space, SpaceKind};

use store::Entity;

pub(crate) const MODULE: api::Module = api::Module::of_tables("spaces", &[Space::TABLE, Membership::TABLE]);
