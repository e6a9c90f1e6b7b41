//! Projects: what tasks are gathered under.
mod entity;

pub use entity::{Project, ProjectStatus};

use store::Entity;

pub(crate) const MODULE: api::Module = api::Module::of_tables("projects", &[Project::TABLE]);
