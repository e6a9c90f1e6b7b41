//! Events, instances and parts of series that go, and that come back.
use super::{
    super::{
        CalendarEvent, find,
        ops::in_calendar,
        shown::{Shown, View},
        zone,
    },
    split,
    which::{EventScope, Meant, WhichScope, fits},
};
use crate::reminders::PATIENCE;
use api::{App, Caller, Plan, Said as Told, Thing, Undoing, Undone, Which};
use base::{Error, Id, Instant, Result};
use store::{Batch, Entity, Statement, sql};

/// What an event becomes that goes or comes back. Where its row holds words that the table does not take, only what changes by that is
/// written: they stay as they are.
fn turned(
    plan: Plan<CalendarEvent>,
    verb: &'static str,
    before: &CalendarEvent,
    after: &CalendarEvent,
) -> Plan<CalendarEvent> {
    if before.has_known_words() {
        return plan.change(verb, before, after);
    }
    let CalendarEvent { deleted_at, rings_at, updated_at, revision, space_id, id, .. } = *after;
    let row = (deleted_at, rings_at, updated_at, revision, space_id, id);
    plan.go_on(verb, before, after, Batch::new().run_one(CalendarEvent::CURRENT, TURNED, row))
}

type Turned = (Option<Instant>, Option<Instant>, Instant, i64, Id, Id);

const TURNED: Statement<Turned, ()> = sql!(
    (),
    Turned,
    "update events set deleted_at = $1, rings_at = $2, updated_at = $3, revision = $4 \
     where space_id = $5 and id = $6 and revision + 1 = $4"
);

/// Plans to throw away an event, an instance of a series, or this and all that follow.
pub(in crate::events) async fn delete(app: App, caller: Caller, which: WhichScope) -> Result<Plan<Told>> {
    let own = zone::of_user(&app, caller.user_id).await?;
    let meant = Meant::find(&app, &caller, &which, &own).await?;
    let (event, now) = (&meant.event, app.clock().now());
    let said = |what: &str| Told { message: format!("{what} {} deleted successfully", which.id) };
    let gone = |plan: Plan<CalendarEvent>, own: &CalendarEvent| {
        turned(plan, "deleted", own, &own.clone().with_deleted_at(Some(now)).changed(now))
    };
    match &meant.one {
        Some((EventScope::This, at)) => {
            let id = at.id.unwrap_or(at.starts);
            fits(&which, meant.overriding(id).unwrap_or(event))?;
            let plan = Plan::update(event.clone(), now, |event| event.exdates.0.push(id));
            Ok(meant.overriding(id).into_iter().fold(plan, gone).map(|_| said("One instance of event")))
        }
        Some((EventScope::Following, at)) if at.starts != event.starts => {
            fits(&which, event)?;
            let from = at.id.unwrap_or(at.starts);
            let (ended, _) = split(event, from, &own);
            let plan = Plan::update(event.clone(), now, |event| *event = ended);
            Ok(meant.later(from).fold(plan, gone).map(|_| said("What follows of event")))
        }
        _ => {
            fits(&which, event)?;
            let plan = gone(Plan::new(event.clone()), event);
            Ok(meant.overrides.iter().fold(plan, gone).map(|_| said("Event")))
        }
    }
}

/// An event that is as it was again: what was due shortly before still rings. Nobody is told twice, for a notification is named by whom
/// it tells of what.
fn again(event: CalendarEvent, rang_at: Option<Instant>, now: Instant) -> CalendarEvent {
    let lately = now.minus(PATIENCE);
    CalendarEvent { rings_at: Some(rang_at.map_or(lately, |at| at.min(lately))), ..event }
}

/// Plans to have an event back, with what overrode its instances when it was thrown away.
pub(in crate::events) async fn restore(app: App, caller: Caller, which: Which) -> Result<Plan<Shown>> {
    let (view, now) = (View::of(&app, &caller).await?, app.clock().now());
    let gone = app.store().get::<CalendarEvent>((caller.space_id, which.id)).await?;
    let gone = gone.ok_or(Error::NotFound { what: CalendarEvent::ONE })?;
    which.fits(CalendarEvent::ONE, gone.revision)?;
    in_calendar(&app, &caller, Id::from_bytes([0; 16]), gone.calendar_id).await?;
    let Some(at) = gone.deleted_at else { return Ok(Plan::new(view.event(&gone))) };
    let along = find::thrown_away_with(&app, &caller, gone.id, at).await?;
    let back = |own: &CalendarEvent| again(own.clone(), None, now).with_deleted_at(None).changed(now);
    let event = back(&gone);
    let plan = turned(Plan::new(event.clone()), "restored", &gone, &event);
    let plan = along.iter().fold(plan, |plan, own| turned(plan, "restored", own, &back(own)));
    Ok(plan.map(|event| view.event(&event)))
}

/// Plans to undo a change; where that lets an event go, what overrides its instances goes along.
pub(in crate::events) async fn undo(app: App, caller: Caller, undone: Undone) -> Result<Plan<Shown>> {
    let (view, now, id) = (View::of(&app, &caller).await?, app.clock().now(), undone.id);
    let overrides = find::overrides(&app, &caller, id).await?;
    let event = app.store().get::<CalendarEvent>((caller.space_id, id)).await?;
    if let Some(fault) = event.and_then(|event| event.fault()) {
        return Err(Error::Conflict { why: format!("{fault}: say it anew before anything is undone").into() });
    }
    let mut undoing = Undoing::<CalendarEvent>::of(&app, &caller, undone).await?;
    // No past tells when it rings.
    undoing.after = again(undoing.after, undoing.before.rings_at, now);
    let plan = undoing.plan(now);
    let is_gone = plan.value.deleted_at.is_some();
    let plan = overrides
        .iter()
        .filter(|_| is_gone)
        .fold(plan, |plan, own| plan.change("deleted", own, &own.clone().with_deleted_at(Some(now)).changed(now)));
    Ok(plan.map(|event| view.event(&event)))
}
