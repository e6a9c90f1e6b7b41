//! Subtasks: the steps of a task, in their order.
mod entity;
mod fields;
mod generate;
mod http;
mod ops;
mod rules;
#[cfg(test)]
mod tests;

pub use entity::Subtask;
pub(crate) use generate::GENERATE;

use store::Entity;

pub(crate) const MODULE: api::Module =
    api::Module { name: "subtasks", tables: &[Subtask::TABLE], routes: http::ROUTES, sweep: Some(ops::sweep) };
