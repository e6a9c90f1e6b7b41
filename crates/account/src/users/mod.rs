//! Users: the people, and the programs that act for them.
mod entity;

pub use entity::{User, UserRole, UserStatus};

use store::Entity;

pub(crate) const MODULE: api::Module = api::Module::of_tables("users", &[User::TABLE]);
