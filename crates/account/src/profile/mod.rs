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

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[Own::told(
    UserProfile::TABLE,
    "profile",
    &Rows::new(
        sql!(UserProfile, (Id, Id, i64), "where user_id = $1 and user_id > $2 order by user_id limit $3"),
        |row| row.user_id,
    ),
)];

pub(crate) const MODULE: api::Module = api::Module {
    name: "profile",
    tables: &[UserProfile::TABLE],
    routes: http::ROUTES,
    own: OWN,
    sweep: None,
    jobs: &[],
};

/// A profile with what was said of it elsewhere.
pub(crate) fn brought(before: &UserProfile, said: fields::ProfileFields) -> UserProfile {
    said.applied(before.clone())
}
