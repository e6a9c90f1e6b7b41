//! Tasks: things to be done, by somebody, perhaps by a certain time.
mod brought;
mod bulk;
mod due;
mod entity;
mod fields;
mod filters;
mod follow;
mod http;
mod jobs;
mod list;
#[cfg(test)]
mod model;
mod ops;
mod recurrence;
mod rules;
mod score;
mod semantics;
#[cfg(test)]
mod tests;

pub use due::Due;
pub use entity::{RecurrenceFrom, SemanticSource, Task, TaskPriority, TaskStatus, TaskType};
pub(crate) use filters::FILTERS;
pub use list::TaskOrder;
pub(crate) use ops::SHELF;

pub(crate) use fields::{NewTask, TaskFields};
pub(crate) use list::{TasksWanted, list};
pub(crate) use ops::{create, discard, held, named, update};
pub(crate) use recurrence::{instant, moved};
#[cfg(test)]
pub(crate) use rules::blank_of;
pub(crate) use rules::is_open;
pub(crate) use score::score;

use api::Own;
use store::Entity;

pub(crate) const MODULE: api::Module = api::Module {
    name: "tasks",
    tables: &[Task::TABLE],
    routes: http::ROUTES,
    own: &[Own::of::<Task>("tasks")],
    sweep: Some(api::let_go::<Task>),
    jobs: jobs::JOBS,
};
