//! The everyday: projects and tasks.
mod projects;
mod tasks;

pub use projects::{Project, ProjectStatus};
pub use tasks::{Due, Task, TaskPriority, TaskStatus, TaskType};

/// Every slice of this crate.
pub const MODULES: &[api::Module] = &[projects::MODULE, tasks::MODULE];
