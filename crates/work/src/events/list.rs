//! The list of events: what takes place within a stretch of time, and what changed of that.
use super::{
    CalendarEvent, EventTime, FILTERS, range,
    shown::{Shown, View},
    window::window,
};
use crate::{
    filters::{Asked, FilterNoun},
    ids::Ids,
};
use api::{App, Caller, Things, Wanted, Whole, Work};
use base::{Error, Id, Instant, Result};
use ical::Window;
use serde::Deserialize;
use std::collections::HashMap;
use store::{List, sort, sql, within};
use utoipa::ToSchema;

/// So many events of calendars that were changed are told; of more, the list is to be read anew.
const MOST: i64 = 10_000;

/// Which events are wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct EventsWanted {
    /// From when on; without a word, from 30 days ago.
    start_date: Option<EventTime>,
    /// Until when; a day is part of it. Without a word, until 30 days from now.
    end_date: Option<EventTime>,
    /// Only those of this calendar.
    calendar_id: Option<Id>,
    /// Those that were thrown away, instead of those that are there: the latest 1000, whenever they take place.
    deleted: bool,
    /// Only those for which this holds, in the filter language: `category = meeting && start < today+2d`.
    #[schema(max_length = 2000)]
    filter: Option<String>,
    /// Only those that this saved filter lets through.
    saved: Option<Id>,
}

impl Wanted for EventsWanted {
    fn asks() -> Option<&'static api::filter::Fields> {
        Some(&FILTERS)
    }
}

pub(super) async fn list(app: App, caller: Caller, wanted: EventsWanted) -> Result<Things<CalendarEvent, Shown>> {
    let asked = Asked::of(&app, &caller, FilterNoun::CalendarEvents, wanted.filter, wanted.saved).await?;
    let view = View::of(&app, &caller).await?;
    let own_space = sql!((Id,), (Id,), "select id from spaces where personal_of = $1");
    let own_space = app.store().one(own_space, (caller.user_id,)).await?.map_or(caller.space_id, |(id,)| id);
    // Colours and time zones show in every event.
    let anew = vec![(caller.space_id, "categories"), (own_space, "settings")];
    if wanted.deleted {
        return Ok(Things::whole(Whole::of(move || gone(app, caller, view, asked)).anew(anew)));
    }
    let names = ["start_date", "end_date"];
    let window = window(names, [wanted.start_date, wanted.end_date], app.clock().now(), &view.zone)?;
    let unsaid = match (wanted.start_date, wanted.end_date) {
        (Some(_), Some(_)) => None,
        (None, _) => Some(names[0]),
        (_, None) => Some(names[1]),
    };
    let moving = unsaid.map(|name| {
        let message = "without a word this goes on with time, and what it leaves behind is no change: say when";
        Error::flaw(format!("/{name}"), "missing", message)
    });
    let (place, within) = ((app.clone(), caller.space_id), window.clone());
    let read = move || -> Work<_> {
        Box::pin(async move {
            let found = range::found(&app, &caller, &window, wanted.calendar_id, "/end_date").await?;
            let shown = found.iter().map(|one| match &one.at {
                Ok(at) => view.occurrence(&one.event, at),
                Err(problem) => view.broken(&one.event, problem),
            });
            let shown = asked.among(&FILTERS, shown.collect(), &app, &caller)?;
            Ok(shown.into_iter().map(|shown| (shown.id, shown)).collect())
        })
    };
    let under = move |events, calendars| -> Work<Vec<Id>> {
        Box::pin(async move { under(&place.0, place.1, &within, events, calendars).await })
    };
    Ok(Things::whole(Whole::of(read).under("calendars", under).anew(anew).unless(moving)))
}

/// Those that were thrown away, each under its own id.
fn gone(app: App, caller: Caller, view: View, asked: Asked) -> Work<Vec<(Id, Shown)>> {
    Box::pin(async move {
        let gone = within!(CalendarEvent, (Id,), "space_id = $1 and deleted_at is not null");
        let list = List::of(gone, (caller.space_id,), sort!(CalendarEvent, Down, "id"), 1_000);
        let rows = app.store().page(&list).await?.rows;
        let shown = asked.among(&FILTERS, rows.iter().map(|event| view.event(event)).collect(), &app, &caller)?;
        Ok(shown.into_iter().map(|shown| (shown.row_id, shown)).collect())
    })
}

/// Under which ids the list tells what was changed: what overrides an instance is told with its series, and events with a calendar
/// that goes or comes.
async fn under(app: &App, space_id: Id, window: &Window, events: Vec<Id>, calendars: Vec<Id>) -> Result<Vec<Id>> {
    let series = sql!(
        (Id, Option<Id>),
        (Id, Ids),
        sqlite: "select id, series_id from events where space_id = $1 \
                 and id in (select unhex(value, '-') from json_each($2))",
        postgres: "select id, series_id from events where space_id = $1 \
                   and id in (select value::uuid from jsonb_array_elements_text($2))"
    );
    let lying = sql!(
        (Id, Option<Id>),
        (Id, Ids, Instant, Instant, i64),
        sqlite: "select id, series_id from events where space_id = $1 \
                 and calendar_id in (select unhex(value, '-') from json_each($2)) and deleted_at is null \
                 and last_at >= $3 and first_at < $4 limit $5",
        postgres: "select id, series_id from events where space_id = $1 \
                   and calendar_id in (select value::uuid from jsonb_array_elements_text($2)) and deleted_at is null \
                   and last_at >= $3 and first_at < $4 limit $5"
    );
    let mut named = Vec::new();
    if !events.is_empty() {
        let rows = app.store().readable(series, (space_id, Ids(events.clone()))).await?;
        let series: HashMap<Id, Option<Id>> = rows.into_iter().collect();
        for id in &events {
            // What was purged may have been an instance of a series, and nobody knows of which.
            let series_id = series.get(id).ok_or(Error::FullSync)?;
            named.push(series_id.unwrap_or(*id));
        }
    }
    if !calendars.is_empty() {
        let within = (space_id, Ids(calendars), window.from, window.to, MOST + 1);
        let found = app.store().readable(lying, within).await?;
        if i64::try_from(found.len()).is_ok_and(|count| count > MOST) {
            return Err(Error::FullSync);
        }
        named.extend(found.into_iter().map(|(id, series_id)| series_id.unwrap_or(id)));
    }
    Ok(named)
}

#[cfg(test)]
mod tests;
