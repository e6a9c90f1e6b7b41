//! Calendars: what events lie in. Those of a shared space are seen and changed as far as one's role there goes with `calendar`.
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

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[Own::told(
    Calendar::TABLE,
    "calendars",
    &Rows::new(
        sql!(
            Calendar,
            (Id, Id, i64),
            "where user_id = $1 and space_id in (select space_id from memberships where user_id = $1) \
                 and id > $2 order by id limit $3 /* all spaces */"
        ),
        |calendar| calendar.id,
    ),
)];

pub(crate) const MODULE: api::Module = api::Module {
    name: "calendars",
    tables: &[Calendar::TABLE],
    routes: http::ROUTES,
    own: OWN,
    jobs: &[],
    sweep: Some(ops::sweep),
};
