//! Calendars as files: iCalendar text that is taken in, written, and read under a private address.
mod entity;
mod export;
mod feed;
mod frame;
mod group;
mod http;
mod import;
mod kept;
mod one;
mod report;
mod said;
mod series;
#[cfg(test)]
mod tests;
mod times;
mod written;

pub use entity::{CalendarFeed, CalendarText, EventText};
pub(crate) use kept::copied;

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[
    Own::told(
        EventText::TABLE,
        "event_texts",
        &Rows::told_as(
            sql!(
                EventText,
                (Id, Id, i64),
                "where event_id in (select id from events where user_id = $1 and space_id in \
                     (select space_id from memberships where user_id = $1)) \
                     and event_id > $2 order by event_id limit $3 /* all spaces */"
            ),
            |text| text.event_id,
            EventText::told,
        ),
    ),
    Own::told(
        CalendarText::TABLE,
        "calendar_texts",
        &Rows::told_as(
            sql!(
                CalendarText,
                (Id, Id, i64),
                "where calendar_id in (select id from calendars where user_id = $1 and space_id in \
                     (select space_id from memberships where user_id = $1)) \
                     and calendar_id > $2 order by calendar_id limit $3 /* all spaces */"
            ),
            |text| text.calendar_id,
            CalendarText::told,
        ),
    ),
    Own::told(
        CalendarFeed::TABLE,
        "calendar_feeds",
        &Rows::new(
            sql!(
                CalendarFeed,
                (Id, Id, i64),
                "where user_id = $1 and calendar_id > $2 order by calendar_id limit $3 /* all spaces */"
            ),
            |feed| feed.calendar_id,
        ),
    ),
];

pub(crate) const MODULE: api::Module = api::Module {
    name: "calendar_files",
    tables: &[EventText::TABLE, CalendarText::TABLE, CalendarFeed::TABLE],
    routes: http::ROUTES,
    own: OWN,
    jobs: &[],
    sweep: None,
};
