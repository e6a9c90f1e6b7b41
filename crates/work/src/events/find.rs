//! Events that are there: in a calendar that is there.
use super::CalendarEvent;
use crate::Calendar;
use api::{App, Caller, Thing, find};
use base::{Error, Id, Instant, Result};
use store::sql;

/// The event of that id, with its calendar.
pub(crate) async fn event(app: &App, caller: &Caller, id: Id) -> Result<CalendarEvent> {
    let event: CalendarEvent = find(app, caller, id).await?;
    match find::<Calendar>(app, caller, event.calendar_id).await {
        Err(Error::NotFound { .. }) => Err(Error::NotFound { what: CalendarEvent::ONE }),
        other => other.map(|_| event),
    }
}

/// What overrides instances of a series, in their order.
pub(crate) async fn overrides(app: &App, caller: &Caller, series_id: Id) -> Result<Vec<CalendarEvent>> {
    let there = sql!(
        CalendarEvent,
        (Id, Id),
        "where space_id = $1 and series_id = $2 and deleted_at is null order by recurrence_id, id limit 10000"
    );
    Ok(app.store().all(there, (caller.space_id, series_id)).await?)
}

/// What overrode instances of a series, and was thrown away with it.
pub(crate) async fn thrown_away_with(
    app: &App,
    caller: &Caller,
    series_id: Id,
    at: Instant,
) -> Result<Vec<CalendarEvent>> {
    let gone = sql!(
        CalendarEvent,
        (Id, Id, Instant),
        "where space_id = $1 and series_id = $2 and deleted_at = $3 order by recurrence_id, id limit 10000"
    );
    Ok(app.store().all(gone, (caller.space_id, series_id, at)).await?)
}
