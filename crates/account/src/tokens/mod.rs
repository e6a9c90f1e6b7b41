//! API tokens: what programs show instead of signing in.
mod entity;
pub(crate) mod fields;
mod http;
pub(crate) mod ops;
mod rules;
#[cfg(test)]
mod tests;

pub use entity::ApiToken;
pub(crate) use rules::USUAL_RATE;

use store::Entity;

pub(crate) const MODULE: api::Module =
    api::Module { name: "tokens", tables: &[ApiToken::TABLE], routes: http::ROUTES, sweep: None };
