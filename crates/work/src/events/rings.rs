//! When an event rings: so many minutes before each of its instances begins.
use super::{CalendarEvent, EventEnd, EventStatus, EventTime, ZoneName, rules::FURTHEST, series};
use crate::reminders::PATIENCE;
use base::Instant;
use ical::{Series, Window, Zone};
use std::time::Duration;

/// The shortest time.
const MOMENT: Duration = Duration::from_micros(1);
const HOUR: Duration = Duration::from_secs(60 * 60);
/// So far back, in hours, what was missed is looked for before all of it is.
const BACK: [u32; 4] = [1, 24, 32 * 24, 400 * 24];
/// So many instances are looked at together.
const MOST: usize = 10_000;

/// An event rings, for one of its instances.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ring {
    /// When.
    pub(super) at: Instant,
    /// Which instance, where there is more than one.
    pub(super) instance: Option<EventTime>,
    /// When that begins: a day or an instant.
    pub(super) start: EventTime,
}

/// An event that is followed from one ring to the next.
pub(super) struct Rings {
    series: Series,
    recurs: bool,
    /// How long before it rings, each once.
    before: Vec<Duration>,
}

/// The clock on which an event begins; nothing, where that is the one of whoever looks.
pub(super) fn clock(event: &CalendarEvent) -> Option<Zone> {
    event.timezone.as_ref().and_then(ZoneName::zone)
}

/// When an event is to be looked at next: nothing of it rings before. What was to ring before now and has not is still to ring.
pub(super) fn next_look(event: &CalendarEvent, now: Instant) -> Option<Instant> {
    let rings = Rings::of(event, &[])?;
    let after = event.rings_at.map_or(now, |at| at.minus(MOMENT).min(now));
    match clock(event) {
        Some(clock) => rings.next(&clock, after),
        // Whoever is furthest ahead comes to it first.
        None => rings.next(&Zone::UTC, after.minus(FURTHEST)).map(|at| at.minus(FURTHEST).max(after.plus(MOMENT))),
    }
}

impl Rings {
    /// An event without those of its instances; nothing, where it does not ring.
    pub(super) fn of(event: &CalendarEvent, overridden: &[EventTime]) -> Option<Self> {
        let is_on = event.deleted_at.is_none() && event.status != EventStatus::Cancelled;
        let mut before: Vec<Duration> =
            event.reminder_minutes.iter().chain(&event.reminders.0).copied().map(minutes).collect();
        before.sort_unstable();
        before.dedup();
        if !is_on || before.is_empty() {
            return None;
        }
        // What takes no time is within a window where it begins there.
        let moment = CalendarEvent { ends: EventEnd(event.starts), ..event.clone() };
        Some(Self { series: series::read(&moment, overridden).ok()?, recurs: event.recurs(), before })
    }

    /// When it rings for the first time after that.
    pub(super) fn next(&self, clock: &Zone, after: Instant) -> Option<Instant> {
        let first = |before: &Duration| {
            let from = after.plus(MOMENT).plus(*before);
            // A day reaches into the next.
            let found = self.starting(clock, from, Instant::MAX.minus(HOUR * 72), 4);
            found.first().map(|ring| ring.starts_at.minus(*before))
        };
        self.before.iter().filter_map(first).min()
    }

    /// What is to ring by now of what was to ring from then on. What is late rings once, however often it should have: the latest.
    pub(super) fn due(&self, clock: &Zone, from: Instant, now: Instant) -> Vec<Ring> {
        let recently = from.max(now.minus(PATIENCE));
        let rings = self.within(clock, recently, now);
        if !rings.is_empty() || recently == from {
            return rings;
        }
        let back = BACK.map(|hours| from.max(now.minus(HOUR * hours)));
        let late =
            back.into_iter().chain([from]).map(|from| self.within(clock, from, now)).find(|late| !late.is_empty());
        let mut late = late.unwrap_or_default();
        if let Some(last) = late.last().map(|last| last.at) {
            late.retain(|ring| ring.at == last);
        }
        late
    }

    /// Each time that it rings, the two ends included.
    fn within(&self, clock: &Zone, from: Instant, to: Instant) -> Vec<Ring> {
        let of = |before: Duration| {
            let found = self.starting(clock, from.plus(before), to.plus(before).plus(MOMENT), MOST);
            found.into_iter().map(move |one| {
                let start = EventTime::of(&one.start);
                let start = if start.is_day() { start } else { EventTime::At(one.starts_at) };
                let instance = self.recurs.then(|| EventTime::of(&one.id));
                Ring { at: one.starts_at.minus(before), instance, start }
            })
        };
        let mut rings: Vec<Ring> = self.before.iter().copied().flat_map(of).collect();
        rings.sort_by_key(|ring| ring.at);
        rings
    }

    /// The instances that begin from one instant on, before another.
    fn starting(&self, clock: &Zone, from: Instant, to: Instant, most: usize) -> Vec<ical::Instance<'_>> {
        let window = Window { from, to, own: clock.clone() };
        let mut found = series::instances(&self.series, &window, most).list;
        found.retain(|one| one.starts_at >= from);
        found
    }
}

fn minutes(count: i64) -> Duration {
    Duration::from_secs(count.unsigned_abs().saturating_mul(60))
}

#[cfg(test)]
mod tests;
