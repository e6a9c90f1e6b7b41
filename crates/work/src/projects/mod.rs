//! Projects: what tasks are gathered under.
mod brought;
mod entity;
mod fields;
mod http;
mod list;
mod ops;
#[cfg(test)]
mod tests;

pub use entity::{Project, ProjectStatus};
pub(crate) use list::{FILTERS, names};
pub(crate) use ops::{SHELF, required};

use api::Own;
use store::Entity;

pub(crate) const MODULE: api::Module = api::Module {
    name: "projects",
    tables: &[Project::TABLE],
    routes: http::ROUTES,
    own: &[Own::of::<Project>("projects")],
    sweep: Some(ops::sweep),
    jobs: &[],
};
