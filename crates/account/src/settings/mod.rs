//! Settings: how the house is for one person.
mod entity;
mod http;
pub(crate) mod ops;
mod rules;
mod setting;
mod system;
#[cfg(test)]
mod tests;
mod values;
mod weights;

pub use entity::UserSettings;
pub use system::SystemSetting;
pub use values::{Theme, WebSearchProvider};
pub use weights::EventWeights;

use store::Entity;

pub(crate) const MODULE: api::Module = api::Module {
    name: "settings",
    tables: &[UserSettings::TABLE, SystemSetting::TABLE],
    routes: http::ROUTES,
    sweep: None,
};
