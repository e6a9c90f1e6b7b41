//! Taking a file in: portion by portion, each of which is committed whole.
use super::{
    frame::Frame,
    group::{self, Group},
    kept,
    report::{Imported, ImportedEvent},
    series,
    times::Clocks,
    written::Writing,
};
use crate::Calendar;
use api::{App, Caller, Kind, Operation, Permission, Plan, Portioned, Portions, Takes, Uploaded, Wanted, Work, find};
use base::{Error, Id, Result};
use ical::Zone;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// The files that are taken.
pub(super) const FILES: Takes = Takes { kinds: &["text/calendar"], most_bytes: 10 * 1_024 * 1_024 };
/// So many events are committed at once.
const PORTION: usize = 200;

/// Into which calendar a file is taken.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Target {
    /// The calendar.
    id: Id,
    /// Whether it is only told what would become of the file.
    #[serde(default)]
    dry_run: bool,
}

impl Wanted for Target {}

pub(crate) static IMPORT: Operation<Uploaded<Target>, Imported> = Operation {
    name: "calendars.import",
    summary: "Take the events of an iCalendar file into a calendar: new ones are made, those that are there are changed where the file \
              says something newer. What cannot be kept is refused by itself, with its line and the reason.",
    permission: Permission::write("calendar"),
    reads: &["calendars", "events", "event_texts", "calendar_texts"],
    kind: Kind::Portions(|app, caller, uploaded| Box::pin(begin(app, caller, uploaded))),
};

/// A file on its way into a calendar.
pub(super) struct Importing {
    pub(super) app: App,
    pub(super) caller: Caller,
    pub(super) calendar_id: Id,
    pub(super) frame: Frame,
    pub(super) clocks: Clocks,
    pub(super) groups: Vec<Group>,
    is_new_frame: bool,
    dry_run: bool,
}

impl Importing {
    /// How events are written, to be compared.
    pub(super) fn writing(&self) -> Writing<'_> {
        Writing { zones: &self.frame.zones, clocks: &self.clocks }
    }
}

/// How far it is, and what it came to so far.
struct Progress {
    work: Arc<Importing>,
    has_frame: bool,
    at: usize,
    /// Up to there each is committed by itself: something is wrong with one of them.
    alone_until: usize,
    has_written: bool,
    done: Imported,
}

async fn begin(app: App, caller: Caller, uploaded: Uploaded<Target>) -> Result<Portioned<Imported>> {
    let Uploaded { which: Target { id, dry_run }, file } = uploaded;
    let calendar: Calendar = find(&app, &caller, id).await?;
    let cut = tokio::task::spawn_blocking(move || group::cut(&file.0)).await;
    let cut = cut.map_err(|error| Error::Internal { cause: format!("a file is not read: {error}") })?;
    let mut cut = cut.map_err(|fault| Error::flaw("/file", "unreadable", fault.to_string()))?;
    if cut.frame.is_none() {
        return Err(Error::flaw("/file", "no_calendar", "there is no VCALENDAR in this file"));
    }
    let mut frame = Frame::of(&app, calendar.space_id, id).await?;
    let before = frame.component.clone();
    frame.take(&mut cut)?;
    let is_new_frame = frame.component != before;
    let mut done = Imported { dry_run, ..Imported::default() };
    cut.others.into_iter().for_each(|other| done.add(ImportedEvent::refused(other.uid, other.line, other.why)));
    let clocks = Clocks::new(calendar.timezone.zone().unwrap_or(Zone::UTC));
    let work = Importing { app, caller, calendar_id: id, frame, clocks, groups: cut.groups, is_new_frame, dry_run };
    let work = Arc::new(work);
    Ok(Box::new(Progress { work, has_frame: false, at: 0, alone_until: 0, has_written: false, done }))
}

impl Progress {
    /// The groups that come next.
    fn next(&self) -> std::ops::Range<usize> {
        let most = if self.at < self.alone_until { 1 } else { PORTION };
        self.at..(self.at + most).min(self.work.groups.len())
    }

    fn refuse(&mut self, groups: std::ops::Range<usize>, why: &str) {
        for group in &self.work.groups[groups] {
            self.done.add(ImportedEvent::refused(Some(group.uid.clone()), group.line, why));
        }
    }
}

impl Portions<Imported> for Progress {
    fn plan(&self) -> Option<Work<Plan<Imported>>> {
        let (work, groups) = (self.work.clone(), self.next());
        if !self.has_frame {
            return Some(Box::pin(async move { framed(&work).await }));
        }
        (!groups.is_empty()).then(|| -> Work<_> { Box::pin(async move { portion(&work, groups).await }) })
    }

    fn is_over(&mut self, outcome: Result<Imported>) -> Result<()> {
        if !self.has_frame {
            self.has_frame = true;
            return outcome.map(|_| ());
        }
        let groups = self.next();
        match outcome {
            Ok(done) => {
                self.has_written |= done.made + done.changed > 0;
                done.events.into_iter().for_each(|event| self.done.add(event));
                self.at = groups.end;
            }
            // One of them cannot be kept, and nobody has foreseen it.
            Err(Error::Invalid(_) | Error::Conflict { .. }) if groups.len() > 1 => self.alone_until = groups.end,
            Err(error @ (Error::Invalid(_) | Error::Conflict { .. })) => {
                self.refuse(groups.clone(), &error.to_string());
                self.at = groups.end;
            }
            Err(error) if !self.has_written => return Err(error),
            Err(error) => {
                // What is committed stays, and is told; the same file goes on from here another time.
                let why = format!("the import ended before it: {error}");
                self.refuse(groups.start..self.work.groups.len(), &why);
                self.at = self.work.groups.len();
            }
        }
        Ok(())
    }

    fn answer(mut self: Box<Self>) -> Imported {
        self.done.events.sort_by_key(|event| event.line);
        self.done
    }
}

/// Plans to keep what the file says besides its events.
async fn framed(work: &Importing) -> Result<Plan<Imported>> {
    let plan = Plan::new(Imported::default());
    if work.dry_run || !work.is_new_frame {
        return Ok(plan);
    }
    Ok(plan.and(work.frame.kept(work.caller.space_id, work.calendar_id)))
}

/// Plans some of the groups.
async fn portion(work: &Importing, groups: std::ops::Range<usize>) -> Result<Plan<Imported>> {
    let calendar: Calendar = find(&work.app, &work.caller, work.calendar_id).await?;
    let mut plan = Plan::new(());
    let mut done = Imported::default();
    for group in &work.groups[groups] {
        let (of_group, events) = series::plan(work, &calendar, group).await?;
        plan = plan.also(of_group);
        events.into_iter().for_each(|event| done.add(event));
    }
    let writes = done.made + done.changed > 0 && !work.dry_run;
    let plan = if writes { plan.and(kept::held(&calendar)) } else { Plan::new(()) };
    Ok(plan.map(|()| done))
}
