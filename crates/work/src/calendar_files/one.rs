//! One component of a file, read as far as it can be kept.
use super::{
    import::Importing,
    said::{self, Refused, Said},
    times,
};
use ical::{Component, Event, Reading};

/// A component that can be kept.
pub(super) struct One<'g> {
    pub(super) component: &'g Component,
    pub(super) event: Event,
    pub(super) said: Said,
    pub(super) note: Option<String>,
}

/// Reads a component, or says on which line it cannot be kept, and why.
pub(super) fn read<'g>(work: &Importing, component: &'g Component) -> Result<One<'g>, (usize, String)> {
    const TIMES: [&str; 7] = ["DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"];
    let mut faults = Vec::new();
    let event = Event::read(component, &work.frame.zones, Reading::Rfc, &mut faults);
    let is_of_times = |message: &str| TIMES.iter().any(|name| message.starts_with(&format!("{name}:")));
    let fault = faults.into_iter().find(|fault| is_of_times(&fault.message) || event.is_none());
    if let Some(fault) = fault {
        return Err((fault.line, fault.message));
    }
    let event = event.ok_or_else(|| (component.line(), "this is no event".to_owned()))?;
    let told = |Refused { property, why }: Refused| {
        let line = component.get(property).map_or(component.line(), ical::Property::line);
        (line, format!("{property}: {why}"))
    };
    let when = times::read(component, &event, &work.clocks).map_err(told)?;
    let said = Said::read(component, &event, when).map_err(told)?;
    let note = said::note(&event, &said);
    Ok(One { component, event, said, note })
}

/// What overrides an instance does not recur by itself, and changes none that follow.
pub(super) fn of_series(one: One<'_>) -> Result<One<'_>, (usize, String)> {
    let at = |name: &str| one.component.get(name).map_or(one.component.line(), ical::Property::line);
    if one.said.when.rule.is_some() || !one.said.when.rdates.0.is_empty() {
        return Err((at("RRULE"), "RRULE: one instance of a series does not recur by itself".to_owned()));
    }
    if one.event.overrides.as_ref().is_some_and(|overridden| overridden.and_future) {
        return Err((at("RECURRENCE-ID"), "RECURRENCE-ID: a change of all that follow cannot be kept".to_owned()));
    }
    Ok(one)
}
