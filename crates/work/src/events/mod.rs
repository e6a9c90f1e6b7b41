//! Events: what takes place, once or again and again, and what becomes of single instances.
mod brought;
mod busy;
mod entity;
mod fault;
mod fields;
mod filters;
mod find;
mod http;
mod jobs;
mod list;
mod minutes;
mod ops;
mod range;
mod rezoned;
mod rings;
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
pub(crate) use filters::FILTERS;
pub(crate) use find::overrides;
pub(crate) use minutes::Minutes;
pub(crate) use ops::SHELF;
#[cfg(test)]
pub(crate) use rezoned::rezone;
pub(crate) use rules::blank;
pub(crate) use time::{seconds as seconds_of, shown as shown_at};
pub(crate) use zone::of_user as zone_of_user;

use api::Own;
use store::Entity;

pub(crate) const MODULE: api::Module = api::Module {
    name: "calendar_events",
    tables: &[CalendarEvent::TABLE],
    routes: http::ROUTES,
    own: &[Own::of::<CalendarEvent>("events")],
    jobs: jobs::JOBS,
    sweep: Some(api::let_go::<CalendarEvent>),
};
