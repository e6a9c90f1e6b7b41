//! Calendars that are there, and the one that an event comes into.
use super::Calendar;
use crate::{CalendarEvent, Color, events::ZoneName};
use api::{App, Caller, Entry, Plan, Thing, find};
use base::{Error, Id, Instant, Result};
use store::{Batch, Guard, Statement, require, sql};

/// The colour of a calendar that nobody has painted.
pub(super) const COLOR: Color = Color::of(0x003b_82f6);
/// The calendar that is made where there is none.
const FIRST_NAME: &str = "Default Calendar";

/// Those that are there, in their order.
pub(crate) async fn there(app: &App, caller: &Caller) -> Result<Vec<Calendar>> {
    let there = sql!(
        Calendar,
        (Id,),
        "where space_id = $1 and deleted_at is null order by position, created_at, id limit 1000"
    );
    Ok(app.store().readable(there, (caller.space_id,)).await?)
}

type Row = (Id, Id, Id, String, Color, ZoneName, Instant);

/// The first of a space. Who comes second finds it there and plans again.
const FIRST: Statement<Row, ()> = sql!(
    (),
    Row,
    "insert into calendars (id, space_id, user_id, name, color, timezone, position, is_default, revision, created_at, updated_at) \
     select $1, $2, users.id, $4, $5, $6, 0, 1 = 1, 1, $7, $7 from users where users.id = $3 \
     and not exists (select 1 from calendars where calendars.space_id = $2 and calendars.deleted_at is null) \
     on conflict do nothing"
);

/// The calendar that an event comes into: the one that is named, the default one, the first, or one that is made for it.
pub(crate) async fn home(app: &App, caller: &Caller, wanted: Option<Id>) -> Result<Plan<Calendar>> {
    if let Some(id) = wanted {
        return match find::<Calendar>(app, caller, id).await {
            Ok(calendar) => Ok(Plan::new(calendar)),
            Err(Error::NotFound { .. }) => Err(Error::flaw("/calendar_id", "unknown", "there is no such calendar")),
            Err(error) => Err(error),
        };
    }
    let mut there = there(app, caller).await?;
    let default = there.iter().position(|calendar| calendar.is_default);
    if !there.is_empty() {
        return Ok(Plan::new(there.swap_remove(default.unwrap_or(0))));
    }
    let zone = crate::events::zone_of_user(app, caller.user_id).await?;
    let now = app.clock().now();
    let first =
        Calendar { name: FIRST_NAME.into(), is_default: true, ..Calendar::new(app, caller, ZoneName::of(&zone)) };
    let Calendar { id, space_id, user_id, name, color, timezone, .. } = first.clone();
    let row = (id, space_id, user_id, name, color, timezone, now);
    let insertion = Batch::new().run_one(Guard::new("calendars.first"), FIRST, row);
    let entry = Entry { noun: Calendar::NOUN, space_id, row_id: id, revision: 1 };
    Ok(Plan::new(first.clone()).make_by(entry, &first, insertion))
}

/// That the calendar of an event is there until the batch is committed.
pub(crate) fn held(event: &CalendarEvent) -> Batch {
    let there = require!((Id, Id), "select 1 from calendars where space_id = $1 and id = $2 and deleted_at is null");
    Batch::new().require(Guard::new("events.calendar"), there, (event.space_id, event.calendar_id))
}
