//! What can be done with calendars.
use super::{
    Calendar,
    fields::{CalendarFields, NewCalendar},
    find::{COLOR, there},
    shown::{FILLED_BY_US, Shown},
};
use crate::{
    echoed::{Echoed, ShownBesides},
    events::{ZoneName, zone_of_user},
    filters::{Asked, FilterNoun},
};
use api::{
    App, Caller, Change, Edited, Kind, Listed, Operation, Past, Permission, Plan, Said, Thing, Things, Undone, Wanted,
    Which, Whole, Work, find, find_as_seen,
};
use base::{Error, Id, Instant, Result};
use serde::Deserialize;
use std::collections::HashMap;
use store::{Batch, Guard, List, require, sort, sql, within};
use utoipa::ToSchema;

api::kept_thing!(Calendar, "calendars", "calendar");
api::followed_thing!(Calendar);

impl Calendar {
    /// A calendar of which nothing is known yet.
    pub(super) fn new(app: &App, caller: &Caller, timezone: ZoneName) -> Self {
        Self::blank(Id::new(app.clock()), caller.space_id, caller.user_id, timezone, app.clock().now())
    }

    /// The same, made there and then.
    pub(super) fn blank(id: Id, space_id: Id, user_id: Id, timezone: ZoneName, at: Instant) -> Self {
        Self {
            id,
            space_id,
            user_id,
            name: String::new(),
            description: None,
            color: COLOR,
            timezone,
            position: 0,
            is_default: false,
            revision: 1,
            created_at: at,
            updated_at: at,
            deleted_at: None,
        }
    }
}

/// Which calendars are wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CalendarsWanted {
    /// Those that were thrown away, instead of those that are there.
    deleted: bool,
    /// Only those for which this holds, in the filter language: `name ~ garden && not is_default`.
    #[schema(max_length = 2000)]
    filter: Option<String>,
    /// Only those that this saved filter lets through.
    saved: Option<Id>,
}

impl Wanted for CalendarsWanted {
    fn asks() -> Option<&'static api::filter::Fields> {
        Some(&FILTERS.fields)
    }
}

impl ShownBesides for Calendar {
    const NAMES: &'static [&'static str] = FILLED_BY_US;
}

type Made = Echoed<NewCalendar, Calendar>;
type Changed = Echoed<Edited<CalendarFields>, Calendar>;

pub(super) const READ: Permission = Permission::read("calendar");
pub(super) const WRITE: Permission = Permission::write("calendar");
const READS: &[&str] = &["calendars", "events"];

pub(crate) static LIST: Operation<CalendarsWanted, Things<Calendar, Shown>> = Operation {
    name: "calendars.list",
    summary: "List calendars, in their order.",
    permission: READ,
    reads: &["calendars", "events", "saved_filters", "changes"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<Which, Shown> = Operation {
    name: "calendars.get",
    summary: "Show a calendar.",
    permission: READ,
    reads: READS,
    kind: Kind::Read(|app, caller, which| {
        Box::pin(async move { shown(&app, &caller, find(&app, &caller, which.id).await?).await })
    }),
};

pub(crate) static CREATE: Operation<Made, Shown> = Operation {
    name: "calendars.create",
    summary: "Make a calendar; the first of a space is its default.",
    permission: WRITE,
    reads: &["calendars", "user_settings"],
    kind: Kind::Write(|app, caller, new| Box::pin(create(app, caller, new.input))),
};

pub(crate) static UPDATE: Operation<Changed, Shown> = Operation {
    name: "calendars.update",
    summary: "Change what is named of a calendar.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, edited| Box::pin(update(app, caller, edited.input))),
};

pub(crate) static DELETE: Operation<Which, Said> = Operation {
    permission: WRITE,
    ..api::discarding::<Calendar>(
        "calendars.delete",
        "Throw a calendar away with what lies in it; both can be had back for 30 days.",
    )
};

pub(crate) static RESTORE: Operation<Which, Shown> = Operation {
    name: "calendars.restore",
    summary: "Have a calendar back that was thrown away, with what lay in it.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, which| Box::pin(restore(app, caller, which))),
};

pub(crate) static HISTORY: Operation<Past, Listed<Change>> = Operation {
    permission: READ,
    ..api::telling::<Calendar>(
        "calendars.history",
        "Tell how a calendar came to be what it is, the latest change first.",
    )
};

pub(crate) static UNDO: Operation<Undone, Shown> = Operation {
    name: "calendars.undo",
    summary: "Undo a change of a calendar.",
    permission: WRITE,
    reads: &["calendars", "events", "changes"],
    kind: Kind::Write(|app, caller, undone| {
        Box::pin(async move {
            let count = event_count(&app, &caller, undone.id).await?;
            let plan = api::undo::<Calendar>(app, caller, undone).await?;
            Ok(plan.map(|calendar| Shown::of(calendar, count)))
        })
    }),
};

/// How many events lie in each calendar of a space.
async fn counts(app: &App, caller: &Caller) -> Result<HashMap<Id, i64>> {
    let counts = sql!(
        (Id, i64),
        (Id,),
        "select calendar_id, count(*) from events where space_id = $1 and deleted_at is null and series_id is null \
         group by calendar_id"
    );
    Ok(app.store().readable(counts, (caller.space_id,)).await?.into_iter().collect())
}

async fn event_count(app: &App, caller: &Caller, id: Id) -> Result<i64> {
    let count = sql!(
        (i64,),
        (Id, Id),
        "select count(*) from events where space_id = $1 and calendar_id = $2 and deleted_at is null and series_id is null"
    );
    Ok(app.store().one(count, (caller.space_id, id)).await?.map_or(0, |(count,)| count))
}

async fn shown(app: &App, caller: &Caller, calendar: Calendar) -> Result<Shown> {
    let event_count = event_count(app, caller, calendar.id).await?;
    Ok(Shown::of(calendar, event_count))
}

api::filterable! { pub(crate) static FILTERS of Calendar, "calendars";
    id: id;
    user_id: person;
    name: text;
    description: text;
    timezone: text;
    position: number;
    is_default: truth;
    revision: number;
    created_at: instant;
    updated_at: instant;
}

/// A calendar tells how many events lie in it: where one of them changes, all calendars are told.
async fn list(app: App, caller: Caller, wanted: CalendarsWanted) -> Result<Things<Calendar, Shown>> {
    let asked = Asked::of(&app, &caller, FilterNoun::Calendars, wanted.filter, wanted.saved).await?;
    let here = within!(Calendar, (Id,), "space_id = $1 and deleted_at is null");
    let gone = within!(Calendar, (Id,), "space_id = $1 and deleted_at is not null");
    let order = sort!(Calendar, Up, "position", "created_at", "id");
    let list = List::of(if wanted.deleted { gone } else { here }, (caller.space_id,), order, 1_000);
    let list = asked.narrow(&FILTERS, list, &app, &caller)?;
    let read = move || -> Work<_> {
        Box::pin(async move {
            let (calendars, counts) = (app.store().page(&list).await?.rows, counts(&app, &caller).await?);
            let shown = calendars.into_iter().map(|calendar| {
                let event_count = counts.get(&calendar.id).copied().unwrap_or(0);
                (calendar.id, Shown::of(calendar, event_count))
            });
            Ok(shown.collect())
        })
    };
    Ok(Things::whole(Whole::of(read).along(&["calendar_events"])))
}

async fn create(app: App, caller: Caller, new: NewCalendar) -> Result<Plan<Shown>> {
    let zone = ZoneName::of(&zone_of_user(&app, caller.user_id).await?);
    let others = there(&app, &caller).await?;
    let mut calendar = Calendar { is_default: others.is_empty(), ..Calendar::new(&app, &caller, zone) };
    new.0.apply(&mut calendar);
    let room = require!(
        (Id,),
        "select 1 where (select count(*) from calendars where space_id = $1 and deleted_at is null) < 200 /* the most */"
    );
    let room = Batch::new().require(Guard::new("calendars.room"), room, (caller.space_id,));
    let plan = yielding(&others, &calendar, app.clock().now()).and(room);
    Ok(plan.then(Plan::making(calendar)).map(|calendar| Shown::of(calendar, 0)))
}

async fn update(app: App, caller: Caller, edited: Edited<CalendarFields>) -> Result<Plan<Shown>> {
    let before: Calendar = find_as_seen(&app, &caller, &edited.which).await?;
    let mut after = before.clone();
    edited.fields.apply(&mut after);
    let (others, now) = (there(&app, &caller).await?, app.clock().now());
    let event_count = event_count(&app, &caller, before.id).await?;
    let plan = yielding(&others, &after, now).then(Plan::update(before, now, |calendar| *calendar = after));
    Ok(plan.map(|calendar| Shown::of(calendar, event_count)))
}

/// What was the default yields to a calendar that becomes it.
fn yielding(others: &[Calendar], after: &Calendar, now: Instant) -> Plan<()> {
    let yields = |other: &&Calendar| after.is_default && other.is_default && other.id != after.id;
    others.iter().filter(yields).fold(Plan::new(()), |plan, other| {
        plan.change("updated", other, &Calendar { is_default: false, ..other.clone() }.changed(now))
    })
}

async fn restore(app: App, caller: Caller, which: Which) -> Result<Plan<Shown>> {
    let (others, event_count) = (there(&app, &caller).await?, event_count(&app, &caller, which.id).await?);
    let before = app.store().get::<Calendar>((caller.space_id, which.id)).await?;
    let before = before.ok_or(Error::NotFound { what: Calendar::ONE })?;
    which.fits(Calendar::ONE, before.revision)?;
    if before.deleted_at.is_none() {
        return Ok(Plan::new(Shown::of(before, event_count)));
    }
    // Another one may be the default by now.
    let is_default = before.is_default && !others.iter().any(|other| other.is_default);
    let after = Calendar { is_default, ..before.clone() }.with_deleted_at(None).changed(app.clock().now());
    let plan = Plan::new(after).map(|calendar| Shown::of(calendar, event_count));
    let after = plan.value.calendar.clone();
    Ok(plan.change("restored", &before, &after))
}
