//! Settings: how the house is for one person.
mod entity;

pub use entity::UserSettings;

use store::Entity;

pub(crate) const MODULE: api::Module = api::Module::of_tables("settings", &[UserSettings::TABLE]);
