//! Labels: words that tasks carry, as many as somebody likes; each is kept once, and tasks are tied to it.
mod entity;
mod fields;
mod given;
mod http;
mod ops;
mod rules;
#[cfg(test)]
mod tests;

pub use entity::{Label, TaskLabel};
pub(crate) use fields::NAME;
pub(crate) use given::{Drawer, tied};
pub(crate) use ops::{FILTERS, names};

use api::Own;
use store::Entity;

pub(crate) const MODULE: api::Module = api::Module {
    name: "labels",
    tables: &[Label::TABLE, TaskLabel::TABLE],
    routes: http::ROUTES,
    own: &[Own::of::<Label>("labels"), Own::untold(TaskLabel::TABLE, "each task tells its labels")],
    sweep: Some(api::let_go::<Label>),
    jobs: &[],
};
