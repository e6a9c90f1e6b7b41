//! Notifications: what somebody is to know within the house, until they have read it. What is to leave the house is a letter.
mod entity;
mod http;
mod inbox;
mod ops;

pub use entity::{Notification, NotificationKind};
pub(crate) use inbox::inbox;
pub(crate) use ops::{FILTERS, sweep};

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[Own::told(
    Notification::TABLE,
    "notifications",
    &Rows::new(
        sql!(Notification, (Id, Id, i64), "where user_id = $1 and id > $2 order by id limit $3 /* all spaces */"),
        |row| row.id,
    ),
)];

pub(crate) const MODULE: api::Module = api::Module {
    name: "notifications",
    tables: &[Notification::TABLE],
    routes: http::ROUTES,
    own: OWN,
    sweep: Some(sweep),
    jobs: &[],
};
