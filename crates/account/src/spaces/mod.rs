//! Spaces: whose rows are whose. Everybody has one of their own; others are shared.
pub(crate) mod belonging;
mod entity;
mod fields;
mod http;
mod ops;
mod rows;
mod standing;
#[cfg(test)]
mod tests;

pub(crate) use belonging::own;
pub use entity::{Membership, MembershipRole, Space, SpaceKind};
pub(crate) use fields::OfSpace;
pub(crate) use standing::{Footing, Standing};

use store::Entity;

pub(crate) const MODULE: api::Module =
    api::Module { name: "spaces", tables: &[Space::TABLE, Membership::TABLE], routes: http::ROUTES, sweep: None };
