//! Settings: how the house is for one person.
mod document;
mod entity;
mod http;
mod models;
pub(crate) mod ops;
mod rules;
mod setting;
#[cfg(test)]
mod tests;
mod values;
mod weights;

pub use entity::UserSettings;
pub use models::{Model, Models, Provider};
pub(crate) use rules::zone_noted;
pub use values::{Theme, WebSearchProvider};
pub use weights::EventWeights;

use api::{Own, Rows};
use base::{Id, Instant};
use store::{Entity, sql};

const OWN: &[Own] = &[Own::told(
    UserSettings::TABLE,
    "settings",
    &Rows::new(
        sql!(UserSettings, (Id, Id, i64), "where user_id = $1 and user_id > $2 order by user_id limit $3"),
        |row| row.user_id,
    ),
)];

/// The keys to services that search the web, which rotation seals anew.
pub(crate) const WEB_SEARCH_KEY: vault::Column = vault::column!("user_settings", "web_search_api_key", "user_id");

pub(crate) const MODULE: api::Module = api::Module {
    name: "settings",
    tables: &[UserSettings::TABLE],
    routes: http::ROUTES,
    own: OWN,
    sweep: None,
    jobs: &[],
};

/// Settings with what was said of them elsewhere. The key to a service stays as it is: it was sealed there.
pub(crate) fn brought(before: &UserSettings, said: entity::SettingsFields, now: Instant) -> UserSettings {
    rules::changed(before, said, before.web_search_api_key.clone(), now)
}
