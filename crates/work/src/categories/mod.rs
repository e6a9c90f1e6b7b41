//! Categories: what tasks and events are put into, each with a colour and a weight. Ten are there from the start.
mod defaults;
mod entity;
mod fields;
mod http;
mod ops;
mod rules;
mod suggest;
#[cfg(test)]
mod tests;

pub use entity::{Category, CategoryType, CategoryWeights};

use store::Entity;

pub(crate) const MODULE: api::Module =
    api::Module { name: "categories", tables: &[Category::TABLE], routes: http::ROUTES, sweep: Some(ops::sweep) };
