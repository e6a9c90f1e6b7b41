//! What a file says under one `UID`, beside what is there by that name: what is made of it.
use super::{
    entity::EventText,
    group::{self, Group, says, sequence},
    import::Importing,
    kept::{free, kept},
    one::{One, of_series, read},
    report::{ImportOutcome, ImportedEvent},
    times::Series,
    written::Written,
};
use crate::{Calendar, CalendarEvent, EventTime, events, maker::Maker};
use api::{Plan, Thing};
use base::{Id, Result};
use ical::Component;
use std::collections::BTreeMap;
use store::{Batch, sql};

/// More instances of one series are not overridden.
const MOST_OVERRIDES: usize = 2_000;

/// What becomes of one event.
enum Fate {
    Made(CalendarEvent),
    Changed(Box<[CalendarEvent; 2]>),
    Unchanged(CalendarEvent, Option<String>),
}

type Told = (Plan<()>, Vec<ImportedEvent>);

/// Plans what becomes of a group.
pub(super) async fn plan(work: &Importing, calendar: &Calendar, group: &Group) -> Result<Told> {
    let there = by_name(work, &group.uid).await?;
    match (&group.main, there) {
        (None, None) => alone(work, calendar, group).await,
        (_, there) => match whole(work, calendar, group, there).await? {
            Ok(told) => Ok(told),
            Err(refused) => Ok((Plan::new(()), vec![refused])),
        },
    }
}

/// Plans a series, or an event: all of it is kept, or nothing.
async fn whole(
    work: &Importing,
    calendar: &Calendar,
    group: &Group,
    there: Option<CalendarEvent>,
) -> Result<Result<Told, ImportedEvent>> {
    let refused = |(line, why): (usize, String)| ImportedEvent::refused(Some(group.uid.clone()), line, why);
    let main = match group.main.as_ref().map(|main| read(work, main)).transpose() {
        Err(why) => return Ok(Err(refused(why))),
        Ok(main) => main,
    };
    if group.overrides.len() > MOST_OVERRIDES {
        let why = format!("{MOST_OVERRIDES} instances of a series are changed at most");
        return Ok(Err(refused((group.line, why))));
    }
    let overrides = match group.overrides.iter().map(|component| of_series(read(work, component)?)).collect() {
        Err(why) => return Ok(Err(refused(why))),
        Ok(overrides) => overrides,
    };
    let overrides: Vec<One> = overrides;
    let note = main.iter().chain(&overrides).find_map(|one| one.note.clone());
    let (mut plan, mut outcome) = (Plan::new(()), ImportOutcome::Unchanged);
    let has_main = main.is_some();
    let fate = match (main, there) {
        (Some(main), there) => decided(work, calendar, &group.uid, there, None, &main).await?,
        (None, Some(there)) => Fate::Unchanged(there, None),
        // A group without a series was sorted out before.
        (None, None) => return Ok(Err(refused((group.line, "the series is not there".to_owned())))),
    };
    let (series, older) = match fate {
        Fate::Unchanged(series, why @ Some(_)) => (series, why),
        fate => {
            let main = group.main.as_ref();
            let series = carried_out(&mut plan, &mut outcome, fate, main);
            (series, None)
        }
    };
    if older.is_none() {
        let before = events::overrides(&work.app, &work.caller, series.id).await?;
        let mut left: BTreeMap<String, CalendarEvent> =
            before.into_iter().filter_map(|own| Some((own.recurrence_id?.to_string(), own))).collect();
        for one in &overrides {
            let id = one.event.overrides.as_ref().map_or(&one.event.start, |overridden| &overridden.id);
            let id = Series::of(&series).instance(id, &work.clocks.own);
            let there = left.remove(&id.to_string());
            let fate = decided(work, calendar, &group.uid, there, Some((&series, id)), one).await?;
            let mut of_one = ImportOutcome::Unchanged;
            carried_out(&mut plan, &mut of_one, fate, Some(one.component));
            if let Some(orphan) = by_name(work, &group::name(&one.event)).await? {
                plan = gone(work, plan, &orphan);
                of_one = ImportOutcome::Changed;
            }
            if of_one != ImportOutcome::Unchanged && outcome == ImportOutcome::Unchanged {
                outcome = ImportOutcome::Changed;
            }
        }
        // What the whole of a series no longer overrides takes place by its rule again.
        for own in left.into_values().filter(|_| has_main) {
            plan = gone(work, plan, &own);
            outcome = if outcome == ImportOutcome::Made { outcome } else { ImportOutcome::Changed };
        }
    }
    let (uid, line) = (Some(group.uid.clone()), group.line as u64);
    Ok(Ok((plan, vec![ImportedEvent { uid, line, outcome, reason: older.or(note), event_id: Some(series.id) }])))
}

/// Plans instances whose series nobody knows: each is an event of its own.
async fn alone(work: &Importing, calendar: &Calendar, group: &Group) -> Result<Told> {
    let (mut plan, mut told) = (Plan::new(()), Vec::new());
    for component in &group.overrides {
        let one = match read(work, component).and_then(of_series) {
            Ok(one) => one,
            Err((line, why)) => {
                told.push(ImportedEvent::refused(Some(group.uid.clone()), line, why));
                continue;
            }
        };
        let name = group::name(&one.event);
        let there = by_name(work, &name).await?;
        let fate = decided(work, calendar, &name, there, None, &one).await?;
        let reason = if let Fate::Unchanged(_, why) = &fate { why.clone() } else { one.note.clone() };
        let mut outcome = ImportOutcome::Unchanged;
        let event = carried_out(&mut plan, &mut outcome, fate, Some(component));
        let (uid, line, event_id) = (Some(group.uid.clone()), component.line() as u64, Some(event.id));
        told.push(ImportedEvent { uid, line, outcome, reason, event_id });
    }
    Ok((plan, told))
}

/// What becomes of the event that a component speaks of.
async fn decided(
    work: &Importing,
    calendar: &Calendar,
    uid: &str,
    there: Option<CalendarEvent>,
    series: Option<(&CalendarEvent, EventTime)>,
    one: &One<'_>,
) -> Result<Fate> {
    let now = work.app.clock().now();
    let Some(before) = there else {
        let id = Id::new(work.app.clock());
        let (space_id, user_id) = (calendar.space_id, work.caller.user_id);
        let blank = events::blank(&Maker { id, space_id, user_id, at: now }, calendar);
        let event = one.said.clone().onto(CalendarEvent {
            uid: uid.to_owned(),
            series_id: series.map(|(series, _)| series.id),
            recurrence_id: series.map(|(_, id)| id),
            ..blank
        });
        return Ok(Fate::Made(event.settled(now)));
    };
    let text = work.app.store().get::<EventText>((work.caller.space_id, before.id)).await?;
    let says_now = says(one.component);
    let text = text.map(|text| (text.text, text.revision));
    if text.as_ref().and_then(|(text, _)| super::written::component(text)).is_some_and(|text| says(&text) == says_now) {
        return Ok(Fate::Unchanged(before, None));
    }
    let series = series.map(|(series, _)| Series::of(series));
    let text = text.as_ref().map(|(text, revision)| (&text[..], *revision));
    let written = work.writing().component(&Written { event: &before, series, text });
    if says(&written) == says_now {
        return Ok(Fate::Unchanged(before, None));
    }
    let (is, was) = (sequence(one.component), sequence(&written));
    if is < was {
        let why = format!("SEQUENCE: {is} is older than {was}, which is there");
        return Ok(Fate::Unchanged(before, Some(why)));
    }
    let after = one.said.clone().onto(before.clone()).changed(now);
    Ok(Fate::Changed(Box::new([before, after])))
}

/// Adds what becomes of an event to the plan; gives the event as it is then.
fn carried_out(
    plan: &mut Plan<()>,
    outcome: &mut ImportOutcome,
    fate: Fate,
    component: Option<&Component>,
) -> CalendarEvent {
    let so_far = std::mem::replace(plan, Plan::new(()));
    let (next, after) = match fate {
        Fate::Unchanged(event, _) => {
            *plan = so_far;
            return event;
        }
        Fate::Made(event) => {
            *outcome = ImportOutcome::Made;
            let is_new = if event.series_id.is_none() { free(&event) } else { Batch::new() };
            (so_far.and(is_new).make(&event), event)
        }
        Fate::Changed(versions) => {
            let [before, after] = *versions;
            *outcome = ImportOutcome::Changed;
            (so_far.change("updated", &before, &after), after)
        }
    };
    *plan = next.and(component.map_or_else(Batch::new, |component| kept(&after, component)));
    after
}

/// The same with an event that is thrown away.
fn gone(work: &Importing, plan: Plan<()>, event: &CalendarEvent) -> Plan<()> {
    let now = work.app.clock().now();
    plan.change("deleted", event, &event.clone().with_deleted_at(Some(now)).changed(now))
}

/// The event or the series of that name.
async fn by_name(work: &Importing, uid: &str) -> Result<Option<CalendarEvent>> {
    let there = sql!(
        CalendarEvent,
        (Id, Id, String),
        "where space_id = $1 and calendar_id = $2 and uid = $3 and series_id is null and deleted_at is null"
    );
    Ok(work.app.store().one(there, (work.caller.space_id, work.calendar_id, uid.to_owned())).await?)
}
