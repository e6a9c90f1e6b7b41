//! What somebody's change of their time zone moves: events that take place by the clock on the wall, and reminders that go by days.
use super::{time::seconds, zone};
use crate::reminders;
use api::{App, Caller, Grants, Level, ZoneChange};
use base::{Id, Instant, Result};
use ical::Zone;
use std::time::Duration;
use store::{Batch, Statement, sql};

/// How many people are looked at together.
const PAGE: i64 = 200;

const CHANGED: Statement<(Id, i64), ZoneChange> =
    sql!(ZoneChange, (Id, i64), "where user_id > $1 order by user_id limit $2 /* everybody */");

/// Whatever may ring for somebody by their own clock is looked at at once; who looks reckons by that.
const LOOKED_AT: Statement<(Instant, Id), ()> = sql!(
    (),
    (Instant, Id),
    "update events set rings_at = $1 where timezone is null and rings_at > $1 \
     and space_id in (select space_id from memberships where user_id = $2) /* all spaces */"
);

/// The space of theirs in which it is put on record.
const SOMEWHERE: Statement<(Id,), (Id,)> = sql!(
    (Id,),
    (Id,),
    "select space_id from memberships join spaces on spaces.id = memberships.space_id where user_id = $1 \
     order by personal_of is null, space_id limit 1 /* all spaces */"
);

/// Reckons anew for everybody whose time zone has changed.
pub(crate) async fn rezone(app: App) -> Result<()> {
    let mut last = Id::from_bytes([0; 16]);
    loop {
        let page = app.store().readable(CHANGED, (last, PAGE)).await?;
        let Some(end) = page.last() else { return Ok(()) };
        last = end.user_id;
        for change in page {
            // Whoever's cannot be reckoned now is tried the next time.
            if let Err(error) = one(&app, &change).await {
                tracing::warn!(user = %change.user_id, %error, "a time zone could not be followed");
            }
        }
    }
}

async fn one(app: &App, change: &ZoneChange) -> Result<()> {
    let (now, to) = (app.clock().now(), zone::of_user(app, change.user_id).await?);
    let from = Zone::named(&change.timezone).unwrap_or(Zone::UTC);
    let reminders = reminders::rezoned(app, change.user_id, [&from, &to], now).await?;
    let since = now.minus(ahead(&from, &to, now));
    let events = Batch::new().run(LOOKED_AT, (since, change.user_id));
    let batch = change.settled().and(events);
    let Some((space_id,)) = app.store().one(SOMEWHERE, (change.user_id,)).await? else {
        // Who belongs nowhere has nothing that could ring.
        return Ok(app.store().write(batch).await.map(drop)?);
    };
    let grants = Grants::new(Some(Level::Admin), None);
    let caller = Caller::new(change.user_id, space_id, grants, format!("job_{}", Id::new(app.clock())));
    // What has changed once more is seen the next time.
    api::done_by_itself(app, &caller, "calendar_events.rezone", reminders.and(batch)).await.map(drop)
}

/// By how much a clock shows more than the one before: what was to ring within that time has not rung, and will not by itself.
fn ahead(from: &Zone, to: &Zone, now: Instant) -> Duration {
    let shows = |zone: &Zone| Zone::UTC.seconds(zone.local(seconds(now)));
    Duration::from_secs(u64::try_from(shows(to) - shows(from)).unwrap_or(0))
}
