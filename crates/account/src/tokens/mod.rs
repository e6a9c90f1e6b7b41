//! API tokens: what programs show instead of signing in.
mod entity;

pub use entity::ApiToken;

use store::Entity;

pub(crate) const MODULE: api::Module = api::Module::of_tables("tokens", &[ApiToken::TABLE]);
