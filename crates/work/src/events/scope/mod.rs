//! Changes of one instance of a series, of this and all that follow, or of all.
mod gone;
#[cfg(test)]
mod tests;
mod which;

use super::{
    CalendarEvent, EventEnd, EventFields, EventTime, Times,
    ops::in_calendar,
    rules::{self, Said, between, edited},
    series::{self, Occurrence},
    shown::{Shown, View},
};
use crate::calendar_files;
use api::{App, Caller, Edited, Plan, Thing};
use base::{Error, Id, Instant, Result};
use ical::Zone;
use which::{EventScope, Meant, fits};

pub(super) use gone::{delete, restore, undo};
pub(super) use which::{WhichInstance, WhichScope, on_clock};

/// Plans a change.
pub(super) async fn update(app: App, caller: Caller, edit: Edited<EventFields, WhichScope>) -> Result<Plan<Shown>> {
    let Edited { which, fields } = edit;
    let view = View::of(&app, &caller).await?;
    let meant = Meant::find(&app, &caller, &which, &view.zone).await?;
    let now = app.clock().now();
    let plan = match &meant.one {
        Some((EventScope::This, at)) => one(&app, &meant, &which, at, fields, &view.zone)?,
        Some((EventScope::Following, at)) if at.starts != meant.event.starts => {
            fits(&which, &meant.event)?;
            following(&app, &meant, at, fields, &view.zone)?
        }
        of_all => {
            fits(&which, &meant.event)?;
            let from = of_all.as_ref().map(|(_, at)| at);
            let after = all(&meant.event, from, fields, &view.zone)?;
            if meant.event.series_id.is_some() {
                stays(&meant.event, &after)?;
            }
            let moved = in_calendar(&app, &caller, meant.event.calendar_id, after.calendar_id).await?;
            moved.then(whole(&meant, after, now))
        }
    };
    Ok(plan.map(|event| view.event(&event)))
}

/// The event with what was said of it as a whole. Where that was said of one instance, its times say how far all of them move.
fn all(event: &CalendarEvent, from: Option<&Occurrence>, fields: EventFields, own: &Zone) -> Result<CalendarEvent> {
    let said = Said::of(&fields);
    let Some(at) = from else {
        let mut after = event.clone();
        fields.apply(&mut after);
        return edited(event, after, &said, own);
    };
    let instance = CalendarEvent { starts: at.starts, ends: EventEnd(at.ends), ..event.clone() };
    let mut after = instance.clone();
    fields.apply(&mut after);
    let after = edited(&instance, after, &said, own)?;
    let back = between(at.starts, event.starts);
    let (starts, ends) = (rules::later(after.starts, back), EventEnd(rules::later(after.ends.0, back)));
    Ok(CalendarEvent { starts, ends, ..after })
}

/// Plans the change of a series as a whole: what overrides its instances goes along.
fn whole(meant: &Meant, after: CalendarEvent, now: Instant) -> Plan<CalendarEvent> {
    let before = &meant.event;
    let moved = if before.starts.is_day() == after.starts.is_day() { between(before.starts, after.starts) } else { 0 };
    let is_exdates_said = after.exdates != before.exdates;
    let exdates = match moved {
        0 => after.exdates.clone(),
        _ if is_exdates_said || before.recurrence_rule.is_none() => after.exdates.clone(),
        by => Times(after.exdates.0.iter().map(|time| rules::later(*time, by)).collect()),
    };
    let (timezone, calendar_id) = (after.timezone.clone(), after.calendar_id);
    let plan = Plan::update(before.clone(), now, |event| *event = CalendarEvent { exdates, ..after });
    meant.overrides.iter().fold(plan, |plan, own| {
        let recurrence_id = own.recurrence_id.map(|id| rules::later(id, moved));
        let is_same_clock = own.timezone == timezone;
        let next = CalendarEvent { recurrence_id, calendar_id, ..own.clone() };
        match next == *own || !is_same_clock && next.calendar_id == own.calendar_id {
            true => plan,
            false => plan.change("updated", own, &next.changed(now)),
        }
    })
}

/// Plans the change of one instance: it overrides what the series says.
fn one(
    app: &App,
    meant: &Meant,
    which: &WhichScope,
    at: &Occurrence,
    fields: EventFields,
    own: &Zone,
) -> Result<Plan<CalendarEvent>> {
    let (now, id) = (app.clock().now(), at.id.unwrap_or(at.starts));
    if let Some(before) = meant.overriding(id) {
        fits(which, before)?;
        let said = Said::of(&fields);
        let mut after = before.clone();
        fields.apply(&mut after);
        let after = edited(before, after, &said, own)?;
        stays(before, &after)?;
        return Ok(Plan::update(before.clone(), now, |event| *event = after));
    }
    fits(which, &meant.event)?;
    let instance = CalendarEvent {
        id: Id::new(app.clock()),
        series_id: Some(meant.event.id),
        recurrence_id: Some(id),
        starts: at.starts,
        ends: EventEnd(at.ends),
        recurrence_rule: None,
        rdates: Times::default(),
        exdates: Times::default(),
        google_event_id: None,
        revision: 1,
        created_at: now,
        updated_at: now,
        ..meant.event.clone()
    };
    let said = Said::of(&fields);
    let mut after = instance.clone();
    fields.apply(&mut after);
    let after = edited(&instance, after, &said, own)?.settled(now);
    stays(&instance, &after)?;
    // Of two at once who change an instance for the first time, the second finds what the first has made.
    let held = super::ops::unchanged(&meant.event);
    let text = calendar_files::copied(&meant.event, after.id);
    Ok(Plan::making(after).and(held).and(text))
}

/// One instance stays in the calendar of its series.
fn stays(before: &CalendarEvent, after: &CalendarEvent) -> Result<()> {
    match before.calendar_id == after.calendar_id {
        true => Ok(()),
        false => Err(Error::flaw("/calendar_id", "not_allowed", "one instance stays in the calendar of its series")),
    }
}

/// Plans the change of an instance and all that follow: the series ends before it, and another one begins.
fn following(
    app: &App,
    meant: &Meant,
    at: &Occurrence,
    fields: EventFields,
    own: &Zone,
) -> Result<Plan<CalendarEvent>> {
    let (event, now, from) = (&meant.event, app.clock().now(), at.id.unwrap_or(at.starts));
    let (ended, rest) = split(event, from, own);
    let id = Id::new(app.clock());
    let new = CalendarEvent {
        id,
        uid: id.to_string(),
        starts: at.starts,
        ends: EventEnd(at.ends),
        google_event_id: None,
        revision: 1,
        created_at: now,
        updated_at: now,
        ..rest
    };
    let said = Said::of(&fields);
    let mut after = new.clone();
    fields.apply(&mut after);
    let after = edited(&new, after, &said, own)?.settled(now);
    stays(event, &after)?;
    let moved = if new.starts.is_day() == after.starts.is_day() { between(new.starts, after.starts) } else { 0 };
    let exdates = Times(after.exdates.0.iter().map(|time| rules::later(*time, moved)).collect());
    let after = if new.exdates == after.exdates { CalendarEvent { exdates, ..after } } else { after };
    let plan =
        Plan::making(after)
            .and(calendar_files::copied(event, id))
            .also(Plan::update(event.clone(), now, |event| *event = ended));
    Ok(meant.later(from).fold(plan, |plan, own| {
        let recurrence_id = own.recurrence_id.map(|id| rules::later(id, moved));
        let next = CalendarEvent { series_id: Some(id), recurrence_id, uid: id.to_string(), ..own.clone() };
        plan.change("updated", own, &next.changed(now))
    }))
}

/// A series that ends before an instance, and what is left of it from there on.
fn split(event: &CalendarEvent, from: EventTime, own: &Zone) -> (CalendarEvent, CalendarEvent) {
    let (ended, rest) = series::cut(event, from, own).unzip();
    let part = |times: &Times, is_later: bool| {
        Times(times.0.iter().copied().filter(|time| (between(from, *time) >= 0) == is_later).collect())
    };
    let of = |recurrence_rule, is_later| CalendarEvent {
        recurrence_rule,
        rdates: part(&event.rdates, is_later),
        exdates: part(&event.exdates, is_later),
        ..event.clone()
    };
    (of(ended, false), of(rest, true))
}
