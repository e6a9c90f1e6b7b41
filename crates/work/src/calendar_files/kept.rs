//! What is written beside events that come with files, and what must be true meanwhile.
use super::said;
use crate::{Calendar, CalendarEvent};
use base::Id;
use ical::Component;
use store::{Batch, Guard, require, sql};

/// That nothing of that name is there until the batch is committed.
pub(super) fn free(event: &CalendarEvent) -> Batch {
    let free = require!(
        (Id, Id, String),
        "select 1 where not exists (select 1 from events where space_id = $1 and calendar_id = $2 and uid = $3 \
         and series_id is null and deleted_at is null)"
    );
    Batch::new().require(Guard::new("events.uid"), free, (event.space_id, event.calendar_id, event.uid.clone()))
}

/// That the calendar is there until the batch is committed.
pub(super) fn held(calendar: &Calendar) -> Batch {
    let there = require!((Id, Id), "select 1 from calendars where space_id = $1 and id = $2 and deleted_at is null");
    Batch::new().require(Guard::new("events.calendar"), there, (calendar.space_id, calendar.id))
}

/// The writes that keep what a file has said of an event.
pub(super) fn kept(event: &CalendarEvent, component: &Component) -> Batch {
    let keep = sql!(
        (),
        (Id, Id, Vec<u8>, String, i64),
        "insert into event_texts (event_id, space_id, text, zones, revision) values ($1, $2, $3, $4, $5) \
         on conflict (event_id) do update set text = excluded.text, zones = excluded.zones, revision = excluded.revision"
    );
    let zones = said::zones(component).join("\n");
    Batch::new().run(keep, (event.id, event.space_id, component.text(), zones, event.revision))
}

/// The writes that let one event have the lines of another: a part of a series, or one of its instances.
pub(crate) fn copied(from: &CalendarEvent, to: Id) -> Batch {
    let copy = sql!(
        (),
        (Id, Id, Id),
        "insert into event_texts (event_id, space_id, text, zones, revision) \
         select $1, space_id, text, zones, 0 from event_texts where space_id = $2 and event_id = $3"
    );
    Batch::new().run(copy, (to, from.space_id, from.id))
}
