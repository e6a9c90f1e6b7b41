//! Feedback: how a task or an opportunity went for whoever did it.
mod brought;
mod entity;
mod fields;
mod http;
pub(crate) mod ops;
#[cfg(test)]
mod tests;

pub use entity::TaskFeedback;
pub(crate) use ops::FILTERS;

use api::Own;
use store::Entity;

pub(crate) const MODULE: api::Module = api::Module {
    name: "feedback",
    tables: &[TaskFeedback::TABLE],
    routes: http::ROUTES,
    sweep: Some(api::let_go::<TaskFeedback>),
    own: &[Own::of::<TaskFeedback>("feedback")],
    jobs: &[],
};
