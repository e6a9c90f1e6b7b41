//! Series: an event with all its instances, and with what became of some of them.
mod instances;
mod length;
mod walk;

use crate::{
    event::{Event, Zones, zones},
    rule::Reading,
    text::{Component, Fault},
};
use std::collections::BTreeMap;

pub use instances::{Budget, Instance, Instances, Window};

/// What a calendar says under one `UID`.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The event that recurs, or that takes place once. It may be missing where somebody was invited to single instances.
    pub event: Option<Event>,
    /// What overrides single instances, in their order.
    pub overrides: Vec<Event>,
    /// How its rules are understood.
    pub reading: Reading,
}

impl Series {
    /// Puts together what is said of one event. Of what is said twice, the later version counts.
    pub fn new(events: impl IntoIterator<Item = Event>, reading: Reading) -> Self {
        let mut series = Self { event: None, overrides: Vec::new(), reading };
        let is_newer = |new: &Event, old: &Event| new.sequence >= old.sequence;
        let mut overrides = BTreeMap::<_, Event>::new();
        for event in events {
            let Some(overridden) = &event.overrides else {
                if series.event.as_ref().is_none_or(|old| is_newer(&event, old)) {
                    series.event = Some(event);
                }
                continue;
            };
            let key = (overridden.id.at(), overridden.id.value());
            if overrides.get(&key).is_none_or(|old| is_newer(&event, old)) {
                overrides.insert(key, event);
            }
        }
        series.overrides = overrides.into_values().collect();
        series
    }

    /// Its `UID`.
    pub fn uid(&self) -> &str {
        self.event.iter().chain(&self.overrides).next().map_or("", |event| &event.uid)
    }
}

/// The series of a calendar in the order of their first lines, and what in them could not be understood.
pub fn series(calendar: &Component, reading: Reading) -> (Vec<Series>, Vec<Fault>) {
    let zones: Zones = zones(calendar);
    let (mut faults, mut grouped, mut places) =
        (Vec::new(), Vec::<Vec<Event>>::new(), BTreeMap::<String, usize>::new());
    for component in calendar.components().filter(|component| component.is("VEVENT")) {
        let Some(event) = Event::read(component, &zones, reading, &mut faults) else { continue };
        match places.get(&event.uid) {
            Some(place) => grouped[*place].push(event),
            None => {
                // What has no name belongs to nothing else.
                if !event.uid.is_empty() {
                    places.insert(event.uid.clone(), grouped.len());
                }
                grouped.push(vec![event]);
            }
        }
    }
    (grouped.into_iter().map(|events| Series::new(events, reading)).collect(), faults)
}

#[cfg(test)]
mod tests;
