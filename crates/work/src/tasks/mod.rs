//! Tasks: things to be done, by somebody, perhaps by a certain time.
mod bulk;
mod due;
mod entity;
mod fields;
mod http;
mod list;
mod ops;
mod rules;
mod score;
#[cfg(test)]
mod tests;

pub use due::Due;
pub use entity::{Task, TaskPriority, TaskStatus, TaskType};

pub(crate) use fields::{NewTask, TaskFields};
pub(crate) use list::{TasksWanted, list};
pub(crate) use ops::{create, held, named, update};

use store::Entity;

pub(crate) const MODULE: api::Module =
    api::Module { name: "tasks", tables: &[Task::TABLE], routes: http::ROUTES, sweep: Some(ops::sweep) };
