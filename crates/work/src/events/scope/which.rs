//! Which event is meant, which of its instances, and how much of its series.
use super::super::{
    CalendarEvent, EventTime, ZoneName, find,
    rules::between,
    series::{self, Occurrence},
};
use api::{App, Caller, Naming, Thing, Wanted, Which};
use base::{Error, Id, Result};
use ical::Zone;
use serde::Deserialize;
use store::OneOf;
use utoipa::ToSchema;

/// Which event, and which of its instances.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichInstance {
    /// The event.
    pub(in crate::events) id: Id,
    /// The instance of a series, as the list names it.
    #[serde(default)]
    pub(in crate::events) recurrence_id: Option<EventTime>,
}

impl Wanted for WhichInstance {}

/// Which event, and how much of a series.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichScope {
    /// The event.
    pub(in crate::events) id: Id,
    /// The instance of a series, as the list names it.
    #[serde(default)]
    pub(in crate::events) recurrence_id: Option<EventTime>,
    /// How much of the series; without a word this instance, where one is named, else all.
    #[serde(default)]
    pub(super) scope: Option<EventScope>,
    /// The revision that the caller has seen; another one is refused.
    #[serde(default)]
    pub(super) revision: Option<i64>,
}

impl Wanted for WhichScope {}

impl Naming for WhichScope {
    const NAMES: &'static [&'static str] = &["id", "recurrence_id", "scope", "revision"];
    const NEEDED: &'static [&'static str] = &["id"];
}

/// How much of a series is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub(crate) enum EventScope {
    /// One instance.
    This,
    /// One instance and all that come after it.
    Following,
    /// The whole series.
    All,
}

/// What is meant: the series as it is, what overrides its instances, and one of them.
pub(super) struct Meant {
    pub(super) event: CalendarEvent,
    pub(super) overrides: Vec<CalendarEvent>,
    pub(super) one: Option<(EventScope, Occurrence)>,
}

/// An instance's name on the clock of its series.
pub(in crate::events) fn on_clock(event: &CalendarEvent, id: EventTime, own: &Zone) -> EventTime {
    let zone = event.timezone.as_ref().and_then(ZoneName::zone);
    id.on_clock(zone.as_ref().unwrap_or(own))
}

impl Meant {
    pub(super) async fn find(app: &App, caller: &Caller, which: &WhichScope, own: &Zone) -> Result<Self> {
        let event = find::event(app, caller, which.id).await?;
        let overrides = find::overrides(app, caller, event.id).await?;
        let is_one = event.recurs() && which.scope != Some(EventScope::All);
        let one = match which.recurrence_id {
            Some(id) if event.recurs() => {
                let id = on_clock(&event, id, own);
                let is_overridden = overrides.iter().any(|one| one.recurrence_id == Some(id));
                let found = series::instance(&event, id, own).ok_or_else(|| {
                    Error::flaw("/recurrence_id", "unknown", "the series has no instance that begins then")
                });
                match found {
                    Ok(at) => Some((which.scope.unwrap_or(EventScope::This), at)),
                    Err(_) if is_overridden && which.scope.is_none_or(|scope| scope == EventScope::This) => None,
                    Err(error) => return Err(error),
                }
            }
            None if is_one && which.scope.is_some() => {
                return Err(Error::flaw("/recurrence_id", "missing", "an instance is named by its recurrence_id"));
            }
            _ => None,
        };
        Ok(Self { event, overrides, one })
    }

    /// What overrides an instance.
    pub(super) fn overriding(&self, id: EventTime) -> Option<&CalendarEvent> {
        self.overrides.iter().find(|one| one.recurrence_id == Some(id))
    }

    /// What overrides instances from one on.
    pub(super) fn later(&self, from: EventTime) -> impl Iterator<Item = &CalendarEvent> {
        let is_later = move |id: EventTime| between(from, id) >= 0;
        self.overrides.iter().filter(move |one| one.recurrence_id.is_some_and(is_later))
    }
}

/// Refuses whoever has seen another revision than there is.
pub(super) fn fits(which: &WhichScope, event: &CalendarEvent) -> Result<()> {
    Which { id: which.id, revision: which.revision }.fits(CalendarEvent::ONE, event.revision)
}
