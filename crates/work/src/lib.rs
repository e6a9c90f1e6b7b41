//! The everyday: projects, tasks with their steps, opportunities and categories.
mod categories;
mod color;
mod comments;
mod feedback;
mod opportunities;
mod projects;
mod relations;
mod subtasks;
mod tasks;
mod words;

pub use categories::{Category, CategoryType, CategoryWeights};
pub use color::Color;
pub use comments::Comment;
pub use feedback::TaskFeedback;
pub use projects::{Project, ProjectStatus};
pub use relations::{RelationKind, TaskRelation};
pub use subtasks::Subtask;
pub use tasks::{Due, SemanticSource, Task, TaskPriority, TaskStatus, TaskType};
pub use words::Words;

/// Every slice of this crate.
pub const MODULES: &[api::Module] = &[
    categories::MODULE,
    comments::MODULE,
    feedback::MODULE,
    opportunities::MODULE,
    projects::MODULE,
    relations::MODULE,
    subtasks::MODULE,
    tasks::MODULE,
];
