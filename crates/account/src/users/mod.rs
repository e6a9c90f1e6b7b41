//! Users: the people, and the programs that act for them.
pub(crate) mod admin;
mod current;
mod entity;
mod fields;
mod http;
pub(crate) mod leaving;
pub(crate) mod ops;
pub(crate) mod rules;
#[cfg(test)]
mod tests;

pub use entity::{User, UserKind, UserRole, UserStatus};

use store::Entity;

pub(crate) const MODULE: api::Module =
    api::Module { name: "users", tables: &[User::TABLE], routes: http::ROUTES, sweep: Some(leaving::sweep) };
