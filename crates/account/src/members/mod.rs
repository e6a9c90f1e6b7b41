//! Members: who belongs to a space, and as what.
mod fields;
mod handover;
mod http;
pub(crate) mod list;
pub(crate) mod ops;
mod rules;
#[cfg(test)]
mod tests;

pub(crate) const MODULE: api::Module =
    api::Module { name: "members", tables: &[], routes: http::ROUTES, own: &[], sweep: None, jobs: &[] };
