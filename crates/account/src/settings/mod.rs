//! Settings: how the house is for one person.
mod defaults;
mod entity;
#[cfg(test)]
mod tests;

pub use entity::UserSettings;

use store::Entity;

pub(crate) const MODULE: api::Module = api::Module::of_tables("settings", &[UserSettings::TABLE]);
