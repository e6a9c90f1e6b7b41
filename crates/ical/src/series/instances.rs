//! The instances of a series within a window.
use super::{Series, length, walk::Walk};
use crate::{
    event::{End, Event, When},
    zone::Zone,
};
use base::Instant;

/// What is looked at: everything that takes place after `from` and begins before `to`.
#[derive(Clone, Debug)]
pub struct Window {
    /// Where it begins.
    pub from: Instant,
    /// Where it ends.
    pub to: Instant,
    /// The zone of whoever looks: there, days and times without a zone take place.
    pub own: Zone,
}

/// How much may be found, and how much may be looked at.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// The most instances.
    pub instances: usize,
    /// The most turns and instances of each rule that are looked at.
    pub steps: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self { instances: 10_000, steps: 100_000 }
    }
}

/// One time that an event takes place.
#[derive(Clone, Debug, PartialEq)]
pub struct Instance<'s> {
    /// Its name within the series: when it begins by the rules (`RECURRENCE-ID`).
    pub id: When,
    /// When it begins.
    pub start: When,
    /// When it ends.
    pub end: When,
    /// The moment at which it begins.
    pub starts_at: Instant,
    /// The moment at which it ends.
    pub ends_at: Instant,
    /// What describes it.
    pub event: &'s Event,
    /// Whether that overrides what the series says.
    pub is_override: bool,
}

/// What was found, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Instances<'s> {
    /// The instances.
    pub list: Vec<Instance<'s>>,
    /// Whether these are all: the budget was enough.
    pub is_complete: bool,
}

impl Series {
    /// The instances that take place within a window, the earliest first.
    pub fn instances(&self, window: &Window, budget: &Budget) -> Instances<'_> {
        let mut search = Search { window, budget, list: Vec::new(), is_complete: true };
        for event in &self.overrides {
            let id = event.overrides.as_ref().map_or(&event.start, |overridden| &overridden.id);
            let id = self
                .event
                .as_ref()
                .map_or(id.clone(), |main| main.start.shifted_to(main.start.moment_of(id, &window.own)));
            search.found(id, event.start.clone(), &event.end, event, true);
        }
        if let Some(event) = &self.event {
            Walk::new(self, event, window).walk(&mut search);
        }
        let Search { mut list, mut is_complete, .. } = search;
        list.sort_by_key(|one| (one.starts_at, one.id.at()));
        // A gap in the clock lets two times be one moment, and of two such instances there is one.
        list.dedup_by(|one, other| one.starts_at == other.starts_at && !one.is_override && !other.is_override);
        is_complete &= list.len() <= budget.instances;
        list.truncate(budget.instances);
        Instances { list, is_complete }
    }
}

/// The window, and what was found in it.
pub(super) struct Search<'s, 'w> {
    window: &'w Window,
    pub(super) budget: &'w Budget,
    list: Vec<Instance<'s>>,
    pub(super) is_complete: bool,
}

impl<'s> Search<'s, '_> {
    /// Keeps what lies within the window; whether it does.
    pub(super) fn found(&mut self, id: When, start: When, end: &End, event: &'s Event, is_override: bool) -> bool {
        let own = &self.window.own;
        let end = length::end(end, &event.start, &start, own);
        let instant = |when: &When| Instant::from_micros(when.seconds(own).saturating_mul(1_000_000));
        let Some(starts_at) = instant(&start) else { return false };
        let ends_at = instant(&end).unwrap_or(Instant::MAX).max(starts_at);
        let is_after = ends_at > self.window.from || (ends_at == starts_at && starts_at >= self.window.from);
        let is_within = is_after && starts_at < self.window.to;
        if is_within {
            self.list.push(Instance { id, start, end, starts_at, ends_at, event, is_override });
        }
        is_within
    }
}
