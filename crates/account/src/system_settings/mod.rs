//! System settings: what the house itself remembers, by name.
mod entity;
mod fields;
mod http;
mod ops;

pub use entity::SystemSetting;

use api::Own;
use store::Entity;

const OWN: &[Own] = &[Own::untold(SystemSetting::TABLE, "what the house remembers: it is nobody's own")];

pub(crate) const MODULE: api::Module = api::Module {
    name: "system_settings",
    tables: &[SystemSetting::TABLE],
    routes: http::ROUTES,
    own: OWN,
    sweep: None,
    jobs: &[],
};
