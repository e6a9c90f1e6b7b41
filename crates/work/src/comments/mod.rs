//! Comments: what people say to each other about a task.
mod entity;
mod fields;
mod http;
mod ops;
#[cfg(test)]
mod tests;

pub use entity::Comment;
pub(crate) use ops::{FILTERS, SHELF};

use api::Own;
use store::Entity;

pub(crate) const MODULE: api::Module = api::Module {
    name: "comments",
    tables: &[Comment::TABLE],
    routes: http::ROUTES,
    sweep: Some(api::let_go::<Comment>),
    own: &[Own::of::<Comment>("comments")],
    jobs: &[],
};
