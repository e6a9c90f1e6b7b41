//! Filters: what can be asked about each noun, and filters that are kept.
mod asked;
mod entity;
mod fields;
mod help;
mod http;
mod ops;
#[cfg(test)]
mod tests;

pub(crate) use asked::Asked;
pub use entity::{FilterNoun, FilterText, SavedFilter};

use api::Own;
use store::Entity;

pub(crate) const MODULE: api::Module = api::Module {
    name: "filters",
    tables: &[SavedFilter::TABLE],
    routes: http::ROUTES,
    sweep: Some(api::let_go::<SavedFilter>),
    own: &[Own::of::<SavedFilter>("saved_filters")],
    jobs: &[],
};
