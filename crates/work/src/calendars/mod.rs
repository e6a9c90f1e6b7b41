//! Calendars: what events lie in. Those of a shared space are seen and changed as far as one's role there goes with `calendar`.
mod brought;
mod entity;
mod fields;
mod find;
mod http;
mod ops;
mod shown;
#[cfg(test)]
mod tests;

pub use entity::Calendar;
pub(crate) use find::{held, home, there};
pub(crate) use ops::FILTERS;

use api::Own;
use store::Entity;

pub(crate) const MODULE: api::Module = api::Module {
    name: "calendars",
    tables: &[Calendar::TABLE],
    routes: http::ROUTES,
    own: &[Own::of::<Calendar>("calendars")],
    jobs: &[],
    sweep: Some(api::let_go::<Calendar>),
};
