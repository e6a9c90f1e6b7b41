//! Invitations: somebody is to belong to a space, or to come into the house. Whoever holds the link may answer once.
mod answers;
mod entity;
mod fields;
mod house;
mod http;
mod ops;
mod pending;
#[cfg(test)]
mod tests;

pub use answers::redeem;
pub use entity::{Invitation, InvitationStatus};

use store::Entity;

pub(crate) const MODULE: api::Module =
    api::Module { name: "invitations", tables: &[Invitation::TABLE], routes: http::ROUTES, sweep: Some(ops::sweep) };
