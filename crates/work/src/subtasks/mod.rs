//! Subtasks: the steps of a task, in their order.
mod brought;
mod entity;
mod fields;
mod generate;
mod http;
mod ops;
mod past;
mod rules;
#[cfg(test)]
mod tests;

pub use entity::Subtask;
pub(crate) use generate::GENERATE;
pub(crate) use ops::{FILTERS, steps};

use api::Own;
use store::Entity;

pub(crate) const MODULE: api::Module = api::Module {
    name: "subtasks",
    tables: &[Subtask::TABLE],
    routes: http::ROUTES,
    sweep: Some(api::let_go::<Subtask>),
    own: &[Own::of::<Subtask>("subtasks")],
    jobs: &[],
};
