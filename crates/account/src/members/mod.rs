//! Members: who belongs to a space, and as what.
mod fields;
mod http;
mod list;
mod ops;
mod rules;
#[cfg(test)]
mod tests;

pub(crate) const MODULE: api::Module = api::Module { name: "members", tables: &[], routes: http::ROUTES, sweep: None };
