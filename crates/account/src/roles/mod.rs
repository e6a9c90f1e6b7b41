//! Roles of a space's own: named lists of permissions, beside the four words.
mod entity;
mod fields;
mod http;
mod ops;
mod permissions;
pub(crate) mod rules;
#[cfg(test)]
mod tests;

pub use entity::{Permissions, Role};

use store::Entity;

pub(crate) const MODULE: api::Module =
    api::Module { name: "roles", tables: &[Role::TABLE], routes: http::ROUTES, sweep: None };
