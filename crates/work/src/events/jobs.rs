//! Events ring: whoever made one and whoever takes part in it is told before each of its instances, once, whoever of several
//! processes gets hold of it.
use super::{
    CalendarEvent, range,
    rezoned::rezone,
    rings::{self, Ring, Rings},
    zone,
};
use crate::{Calendar, Notification, NotificationKind, notifications, reminders};
use api::{App, Caller, Grants, Job, Level, Plan};
use base::{Id, Instant, Result};
use sha2::{Digest, Sha256};
use std::time::Duration;
use store::{Batch, Entity, Guard, Rule, Statement, require, sql};

const OFTEN: Duration = Duration::from_secs(15);

pub(super) const JOBS: &[Job] = &[
    Job { name: "calendar_events.rezone", every: OFTEN, run: |app| Box::pin(rezone(app)) },
    Job { name: "calendar_events.ring", every: OFTEN, run: |app| Box::pin(ring(app)) },
];

/// How many are looked at together.
const PAGE: i64 = 200;

type Due = (Instant, Id, Id);

const DUE: Statement<(Instant, Instant, Id, i64), Due> = sql!(
    Due,
    (Instant, Instant, Id, i64),
    "select rings_at, id, space_id from events where rings_at is not null and rings_at <= $1 and (rings_at, id) > ($2, $3) \
     order by rings_at, id limit $4 /* all spaces */"
);

/// Of all who look at an event, one goes on with it, unless somebody changed it meanwhile: then it was settled anew.
const GONE_ON: Statement<(Option<Instant>, Id, Id, Instant, i64), ()> = sql!(
    (),
    (Option<Instant>, Id, Id, Instant, i64),
    "update events set rings_at = $1 where space_id = $2 and id = $3 and rings_at = $4 and revision = $5"
);

/// Whoever of a space is reached by mail there.
const PERSON: Statement<(Id, String), (Id,)> = sql!(
    (Id,),
    (Id, String),
    "select users.id from users join memberships on memberships.user_id = users.id \
     where memberships.space_id = $1 and users.email = $2"
);

/// Lets everything ring that is due by now.
pub(super) async fn ring(app: App) -> Result<()> {
    let now = app.clock().now();
    let mut last = (Instant::MIN, Id::from_bytes([0; 16]));
    loop {
        let page = app.store().readable(DUE, (now, last.0, last.1, PAGE)).await?;
        let Some(end) = page.last() else { return Ok(()) };
        last = (end.0, end.1);
        for due in page {
            // What cannot ring now is tried the next time, and keeps nobody else from ringing.
            if let Err(error) = one(&app, due, now).await {
                tracing::warn!(event = %due.1, %error, "an event could not ring");
            }
        }
    }
}

async fn one(app: &App, (at, id, space_id): Due, now: Instant) -> Result<()> {
    let Some(event) = app.store().get::<CalendarEvent>((space_id, id)).await? else { return Ok(()) };
    let calendar = app.store().get::<Calendar>((space_id, event.calendar_id)).await?;
    let is_there = calendar.is_some_and(|calendar| calendar.deleted_at.is_none());
    // What overrides an instance may go again: what comes next is looked for among all of them.
    let series = if event.recurs() { vec![id] } else { Vec::new() };
    let overridden = range::overridden(app, space_id, series).await?.remove(&id).unwrap_or_default();
    let (all, rings) = (Rings::of(&event, &[]), Rings::of(&event, &overridden));
    let (Some(all), Some(rings)) = (all, rings) else { return go_on(app, &event, at, None).await };
    let mut next: Option<Instant> = None;
    for person in meant(app, &event).await? {
        let clock = match rings::clock(&event) {
            Some(clock) => clock,
            None => zone::of_user(app, person).await?,
        };
        next = next.into_iter().chain(all.next(&clock, now)).min();
        if let Some(inbox) = inbox(app, person, space_id).await?.filter(|_| is_there) {
            for ring in rings.due(&clock, at, now) {
                tell(app, &event, (person, inbox), &ring, now).await?;
            }
        }
    }
    go_on(app, &event, at, next).await
}

async fn go_on(app: &App, event: &CalendarEvent, at: Instant, next: Option<Instant>) -> Result<()> {
    app.store().write(Batch::new().run(GONE_ON, (next, event.space_id, event.id, at, event.revision))).await?;
    Ok(())
}

/// Who is told: whoever made it, and who takes part in it of those who belong to its space.
async fn meant(app: &App, event: &CalendarEvent) -> Result<Vec<Id>> {
    let mut meant = vec![event.user_id];
    for address in event.attendees.0.iter().map(|address| address.trim().to_lowercase()) {
        let person = app.store().one(PERSON, (event.space_id, address)).await?.map(|(id,)| id);
        meant.extend(person.filter(|id| !meant.contains(id)));
    }
    Ok(meant)
}

/// Where somebody is told of an event; nothing, where they may not know of it.
async fn inbox(app: &App, user_id: Id, space_id: Id) -> Result<Option<Id>> {
    let grants = app.reach(user_id, space_id).await?;
    match grants.is_some_and(|grants| grants.read("calendar")) {
        true => notifications::inbox(app, user_id, space_id).await,
        false => Ok(None),
    }
}

/// Tells somebody. The notification is named by whom it tells of what, so that nobody is told twice, whoever looks how often.
async fn tell(app: &App, event: &CalendarEvent, (user_id, inbox): (Id, Id), ring: &Ring, now: Instant) -> Result<()> {
    let instance = event.recurrence_id.or(ring.instance);
    let notification = Notification {
        id: name(event, user_id, ring),
        space_id: inbox,
        user_id,
        kind: NotificationKind::EventReminder,
        text: event.title.clone(),
        about_id: event.series_id.unwrap_or(event.id),
        about_space_id: event.space_id,
        about_recurrence_id: instance,
        about_start: Some(ring.start),
        reminder_id: None,
        at: ring.at,
        is_late: reminders::is_late(ring.at, now),
        read_at: None,
        revision: 1,
        made_at: now,
        updated_at: now,
        deleted_at: None,
    };
    let there = require!(
        (Id, Id, i64, String),
        "select 1 from events where space_id = $1 and id = $2 and revision = $3 and not exists \
         (select 1 from events as own where own.space_id = $1 and own.series_id = $2 and own.recurrence_id = $4 \
         and own.deleted_at is null)"
    );
    let instance = ring.instance.map(|id| id.to_string()).unwrap_or_default();
    let there = Batch::new().require(
        Guard::new("calendar_events.as_seen"),
        there,
        (event.space_id, event.id, event.revision, instance),
    );
    let request = format!("job_{}", notification.id);
    let caller = Caller::new(user_id, inbox, Grants::new(Some(Level::Admin), None), request);
    let plan = Plan::new(()).and(there).make(&notification);
    match api::carry_out(app, &caller, "calendar_events.ring", plan).await {
        // Somebody was faster, or what changed is looked at again.
        Ok(()) | Err(store::Error::Lost(_)) => Ok(()),
        Err(store::Error::Broken { rule: Rule::Unique, table, .. }) if table == Notification::TABLE.name => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn name(event: &CalendarEvent, user_id: Id, ring: &Ring) -> Id {
    let mut hash = Sha256::new();
    for id in [event.id, user_id] {
        hash.update(id.as_bytes());
    }
    hash.update(ring.at.micros().to_be_bytes());
    let Ring { instance, start, .. } = ring;
    hash.update(format!("{} {start}", instance.map(|id| id.to_string()).unwrap_or_default()));
    Id::following(&hash.finalize().into(), ring.at)
}

#[cfg(test)]
mod tests;
