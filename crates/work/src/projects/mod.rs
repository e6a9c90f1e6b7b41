//! Projects: what tasks are gathered under.
mod entity;
mod fields;
mod http;
mod ops;
#[cfg(test)]
mod tests;

pub use entity::{Project, ProjectStatus};
pub(crate) use ops::required;

use store::Entity;

pub(crate) const MODULE: api::Module =
    api::Module { name: "projects", tables: &[Project::TABLE], routes: http::ROUTES, sweep: Some(ops::sweep) };
