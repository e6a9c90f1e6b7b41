//! What can be done with events.
use super::{
    CalendarEvent, EventEnd, EventFields, NewEvent, find,
    list::{self, EventsWanted},
    rules::{self, Said},
    scope::{self, WhichInstance, WhichScope},
    series,
    shown::{FILLED_BY_US, Shown, View},
};
use crate::{
    Calendar, calendars,
    echoed::{Echoed, ShownBesides},
    maker::Maker,
};
use api::{
    App, Caller, Change, Edited, Kind, Listed, Operation, Past, Permission, Plan, Said as Told, Thing, Things, Undone,
    Which,
    search::{Searched, Shelf},
};
use base::{Error, Id, Result};
use store::{Batch, Guard, require};

api::kept_thing!(CalendarEvent, "calendar_events", "event", settled = CalendarEvent::settled, searched = said);
api::followed_thing!(CalendarEvent);

/// What is searched of events.
pub(crate) static SHELF: Shelf<CalendarEvent> = api::shelf!(CalendarEvent);

fn said(event: &CalendarEvent) -> Searched<'_> {
    Searched::of(&event.title, [event.location.as_deref(), event.description.as_deref()])
}

impl ShownBesides for CalendarEvent {
    const NAMES: &'static [&'static str] = FILLED_BY_US;
}

type Made = Echoed<NewEvent, CalendarEvent>;
type Changed = Echoed<Edited<EventFields, WhichScope>, CalendarEvent>;

pub(crate) const READ: Permission = Permission::read("calendar");
pub(crate) const WRITE: Permission = Permission::write("calendar");
/// What is read to show events.
pub(crate) const READS: &[&str] = &["events", "calendars", "user_settings", "user_categories"];

pub(crate) static LIST: Operation<EventsWanted, Things<CalendarEvent, Shown>> = Operation {
    name: "calendar_events.list",
    summary: "List what takes place within a stretch of time, each instance of a series by itself, the earliest first: 10,000 at most.",
    permission: READ,
    reads: &["events", "calendars", "user_settings", "user_categories", "saved_filters", "spaces", "changes"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list::list(app, caller, wanted))),
};

pub(crate) static GET: Operation<WhichInstance, Shown> = Operation {
    name: "calendar_events.get",
    summary: "Show an event, or one instance of a series.",
    permission: READ,
    reads: READS,
    kind: Kind::Read(|app, caller, which| Box::pin(get(app, caller, which))),
};

pub(crate) static CREATE: Operation<Made, Shown> = Operation {
    name: "calendar_events.create",
    summary: "Make an event; where there is no calendar yet, one is made for it.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, new| Box::pin(create(app, caller, new.input))),
};

pub(crate) static UPDATE: Operation<Changed, Shown> = Operation {
    name: "calendar_events.update",
    summary: "Change what is named of an event: of one instance of a series, of this and all that follow, or of all.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, edited| Box::pin(scope::update(app, caller, edited.input))),
};

pub(crate) static DELETE: Operation<WhichScope, Told> = Operation {
    name: "calendar_events.delete",
    summary: "Throw an event away, or one instance of a series, or this and all that follow; an event can be had back for 30 days.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, which| Box::pin(scope::delete(app, caller, which))),
};

pub(crate) static RESTORE: Operation<Which, Shown> = Operation {
    name: "calendar_events.restore",
    summary: "Have an event back that was thrown away.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, which| Box::pin(scope::restore(app, caller, which))),
};

pub(crate) static HISTORY: Operation<Past, Listed<Change>> = Operation {
    permission: READ,
    ..api::telling::<CalendarEvent>(
        "calendar_events.history",
        "Tell how an event came to be what it is, the latest change first.",
    )
};

pub(crate) static UNDO: Operation<Undone, Shown> = Operation {
    name: "calendar_events.undo",
    summary: "Undo a change of an event.",
    permission: WRITE,
    reads: &["events", "calendars", "user_settings", "user_categories", "changes"],
    kind: Kind::Write(|app, caller, undone| Box::pin(scope::undo(app, caller, undone))),
};

async fn get(app: App, caller: Caller, which: WhichInstance) -> Result<Shown> {
    let (event, view) = (find::event(&app, &caller, which.id).await?, View::of(&app, &caller).await?);
    let Some(id) = which.recurrence_id else { return Ok(view.event(&event)) };
    let id = scope::on_clock(&event, id, &view.zone);
    let overrides = find::overrides(&app, &caller, event.id).await?;
    if let Some(own) = overrides.iter().find(|own| own.recurrence_id == Some(id)) {
        return Ok(view.event(own));
    }
    let at = series::instance(&event, id, &view.zone).ok_or(Error::NotFound { what: CalendarEvent::ONE })?;
    Ok(view.occurrence(&event, &at))
}

async fn create(app: App, caller: Caller, new: NewEvent) -> Result<Plan<Shown>> {
    let view = View::of(&app, &caller).await?;
    let is_end_said = new.0.end.said().is_some();
    let home = calendars::home(&app, &caller, new.0.calendar_id.said().copied()).await?;
    let now = app.clock().now();
    let (id, space_id, user_id) = (Id::new(app.clock()), caller.space_id, caller.user_id);
    let blank = rules::blank(&Maker { id, space_id, user_id, at: now }, &home.value);
    let mut event = blank.clone();
    new.0.apply(&mut event);
    if !is_end_said {
        event.ends.0 = rules::usual_end(event.starts);
    }
    // What nobody gave an end may take no time; what was given one may not.
    let before = if is_end_said { blank } else { CalendarEvent { ends: EventEnd(blank.starts), ..blank } };
    let event = rules::edited(&before, event, &Said::ALL, &view.zone)?.settled(now);
    Ok(home.and(calendars::held(&event)).then(Plan::making(event)).map(|event| view.event(&event)))
}

/// The calendar that an event comes into needs to be there; one that stays where it is does not.
pub(super) async fn in_calendar(app: &App, caller: &Caller, before: Id, after: Id) -> Result<Plan<()>> {
    if before == after {
        return Ok(Plan::new(()));
    }
    let home: Plan<Calendar> = calendars::home(app, caller, Some(after)).await?;
    Ok(home.map(|_| ()))
}

/// That an event is there as it was seen, until the batch is committed.
pub(super) fn unchanged(event: &CalendarEvent) -> Batch {
    let there = require!(
        (Id, Id, i64),
        "select 1 from events where space_id = $1 and id = $2 and revision = $3 and deleted_at is null"
    );
    Batch::new().require(Guard::new("events.unchanged"), there, (event.space_id, event.id, event.revision))
}
