//! Service accounts: programs that belong to one space and act there by API tokens alone. They have no password and no space of
//! their own, and nothing that is theirs to change.
mod entity;
mod fields;
mod http;
mod ops;
#[cfg(test)]
mod tests;
mod tokens;

pub use entity::ServiceAccount;

use store::Entity;

pub(crate) const MODULE: api::Module =
    api::Module { name: "service_accounts", tables: &[ServiceAccount::TABLE], routes: http::ROUTES, sweep: None };
