//! Relations between tasks: what blocks, precedes, duplicates, contains or is like what.
mod entity;
mod fields;
mod http;
mod list;
mod ops;
mod ripple;
mod rules;
#[cfg(test)]
mod tests;

pub use entity::{RelationKind, TaskRelation};
pub(crate) use list::FILTERS;
pub(crate) use ripple::{counts, rescored, ripples};

use api::Own;
use store::Entity;

pub(crate) const MODULE: api::Module = api::Module {
    name: "relations",
    tables: &[TaskRelation::TABLE],
    routes: http::ROUTES,
    sweep: Some(api::let_go::<TaskRelation>),
    own: &[Own::of::<TaskRelation>("relations")],
    jobs: &[],
};
