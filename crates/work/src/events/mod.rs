//! Events: what takes place, once or again and again, and what becomes of single instances.
mod busy;
mod entity;
mod fields;
mod find;
mod http;
mod minutes;
mod ops;
mod range;
mod rule;
mod rules;
mod scope;
mod series;
mod shown;
#[cfg(test)]
mod tests;
mod time;
mod times;
mod window;
mod zone;

pub use entity::{CalendarEvent, EventStatus, Transparency};
pub use rule::Recurrence;
pub use time::EventTime;
pub use times::{EventEnd, Times};
pub use zone::ZoneName;

pub(crate) use fields::{EventFields, NewEvent};
pub(crate) use time::{seconds as seconds_of, shown as shown_at};
pub(crate) use zone::of_user as zone_of_user;

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[Own::told(
    CalendarEvent::TABLE,
    "events",
    &Rows::new(
        sql!(
            CalendarEvent,
            (Id, Id, i64),
            "where user_id = $1 and space_id in (select space_id from memberships where user_id = $1) \
                 and id > $2 order by id limit $3 /* all spaces */"
        ),
        |event| event.id,
    ),
)];

pub(crate) const MODULE: api::Module = api::Module {
    name: "calendar_events",
    tables: &[CalendarEvent::TABLE],
    routes: http::ROUTES,
    own: OWN,
    jobs: &[],
    sweep: Some(ops::sweep),
};
