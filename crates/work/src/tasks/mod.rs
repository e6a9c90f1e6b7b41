//! Tasks: things to be done, by somebody, perhaps by a certain time.
mod due;
mod entity;

pub use due::Due;
pub use entity::{Task, TaskPriority, TaskStatus, TaskType};

use store::Entity;

pub(crate) const MODULE: api::Module = api::Module::of_tables("tasks", &[Task::TABLE]);
