//! When somebody is busy, and what takes place at the same time. What takes up no time and what does not take place do not count.
use super::{
    EventTime,
    ops::{READ, READS},
    range::{self, Found},
    series::Occurrence,
    shown::{Shown, View},
    time::shown,
    window::window,
};
use api::{Answer, App, Caller, Kind, Operation, Wanted};
use base::{Instant, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// So many conflicts are told at once.
const MOST: usize = 1_000;

/// Which stretch of time is wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Stretch {
    /// From when on; without a word, from 30 days ago.
    start: Option<EventTime>,
    /// Until when; a day is part of it. Without a word, until 30 days from now.
    end: Option<EventTime>,
}

impl Wanted for Stretch {}

/// A time that is taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BusyTime {
    /// From when.
    start: String,
    /// Until when.
    end: String,
}

/// When somebody is busy.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FreeBusy {
    /// From when on that was looked at.
    start: String,
    /// Until when.
    end: String,
    /// The times that are taken, in order; none touches another.
    busy: Vec<BusyTime>,
}

/// Two events that take place at the same time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Conflict {
    /// From when on both do.
    start: String,
    /// Until when.
    end: String,
    /// The two.
    events: [Shown; 2],
}

/// What takes place at the same time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Conflicts {
    /// Two by two, in order.
    conflicts: Vec<Conflict>,
    /// Whether these are all: 1,000 are told at most.
    is_complete: bool,
}

impl Answer for FreeBusy {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

impl Answer for Conflicts {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

pub(crate) static CONFLICTS: Operation<Stretch, Conflicts> = Operation {
    name: "calendar_events.conflicts",
    summary: "Tell which events take place at the same time.",
    permission: READ,
    reads: READS,
    kind: Kind::Read(|app, caller, wanted| Box::pin(conflicts(app, caller, wanted))),
};

pub(crate) static FREE_BUSY: Operation<Stretch, FreeBusy> = Operation {
    name: "calendar_events.free_busy",
    summary: "Tell at which times something takes place, without what it is.",
    permission: READ,
    reads: READS,
    kind: Kind::Read(|app, caller, wanted| Box::pin(free_busy(app, caller, wanted))),
};

/// What takes up time within a stretch of it, the earliest first.
async fn taken(app: &App, caller: &Caller, wanted: &Stretch, view: &View) -> Result<(ical::Window, Vec<Found>)> {
    let window = window(["start", "end"], [wanted.start, wanted.end], app.clock().now(), &view.zone)?;
    let mut found = range::found(app, caller, &window, None, "/end").await?;
    found.retain(|one| one.event.is_busy() && one.at.as_ref().is_ok_and(|at| at.ends_at > at.starts_at));
    Ok((window, found))
}

fn times(found: &[Found]) -> impl Iterator<Item = (&Found, &Occurrence)> {
    found.iter().filter_map(|one| Some((one, one.at.as_ref().ok()?)))
}

async fn free_busy(app: App, caller: Caller, wanted: Stretch) -> Result<FreeBusy> {
    let view = View::of(&app, &caller).await?;
    let (window, found) = taken(&app, &caller, &wanted, &view).await?;
    let mut merged: Vec<(Instant, Instant)> = Vec::new();
    for (_, at) in times(&found) {
        let (from, to) = (at.starts_at.max(window.from), at.ends_at.min(window.to));
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    let told = |at: Instant| shown(at, &view.zone);
    let busy = merged.into_iter().map(|(from, to)| BusyTime { start: told(from), end: told(to) }).collect();
    Ok(FreeBusy { start: told(window.from), end: told(window.to), busy })
}

async fn conflicts(app: App, caller: Caller, wanted: Stretch) -> Result<Conflicts> {
    let view = View::of(&app, &caller).await?;
    let (_, found) = taken(&app, &caller, &wanted, &view).await?;
    let mut conflicts = Vec::new();
    for (place, (one, at)) in times(&found).enumerate() {
        let others = times(&found).skip(place + 1).take_while(|(_, other)| other.starts_at < at.ends_at);
        for (other, also) in others {
            if conflicts.len() == MOST {
                return Ok(Conflicts { conflicts, is_complete: false });
            }
            let (start, end) = (also.starts_at, at.ends_at.min(also.ends_at));
            let events = [view.occurrence(&one.event, at), view.occurrence(&other.event, also)];
            conflicts.push(Conflict { start: shown(start, &view.zone), end: shown(end, &view.zone), events });
        }
    }
    Ok(Conflicts { conflicts, is_complete: true })
}
