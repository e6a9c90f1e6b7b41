//! The everyday: projects, tasks and categories.
mod categories;
mod color;
mod projects;
mod tasks;

pub use categories::{Category, CategoryType, CategoryWeights};
pub use color::Color;
pub use projects::{Project, ProjectStatus};
pub use tasks::{Due, Task, TaskPriority, TaskStatus, TaskType};

/// Every slice of this crate.
pub const MODULES: &[api::Module] = &[categories::MODULE, projects::MODULE, tasks::MODULE];
