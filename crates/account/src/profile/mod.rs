//! Profiles: what somebody tells of themself.
mod documents;
mod entity;
mod fields;
mod http;
mod ops;
mod part;
mod rules;
mod views;

pub use documents::{Address, EmergencyContact};
pub use entity::UserProfile;

use store::Entity;

pub(crate) const MODULE: api::Module =
    api::Module { name: "profile", tables: &[UserProfile::TABLE], routes: http::ROUTES, sweep: None };
