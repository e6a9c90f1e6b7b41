//! Reminders of a task whose due date changes, and of the task that follows one.
use super::{TaskReminder, rules};
use crate::{Due, Task, events, tasks};
use api::{App, Plan};
use base::{Id, Instant, Result};
use ical::Zone;
use store::{Batch, Statement, sql};

/// Everybody's reminders of a task.
const ALL: Statement<(Id, Id), TaskReminder> =
    sql!(TaskReminder, (Id, Id), "where space_id = $1 and task_id = $2 and deleted_at is null order by created_at, id");

/// It was not edited: its revision stays.
const RINGS: Statement<(Option<Instant>, Option<Instant>, Id, Id), ()> = sql!(
    (),
    (Option<Instant>, Option<Instant>, Id, Id),
    "update task_reminders set rings_at = $1, at = $2 where space_id = $3 and id = $4"
);

/// What becomes of the reminders of a task that is due at another time; what has rung for the one before rings for this one too.
/// Where the task goes on to its next time, instants go along.
pub(crate) async fn moved(app: &App, before: &Task, after: &Task, is_next: bool) -> Result<Batch> {
    if before.due_date == after.due_date {
        return Ok(Batch::new());
    }
    let now = app.clock().now();
    let mut batch = Batch::new();
    for reminder in app.store().readable(ALL, (after.space_id, after.id)).await? {
        if reminder.at.is_some() && !is_next {
            continue;
        }
        let zone = events::zone_of_user(app, reminder.user_id).await?;
        let at = shifted(&reminder, before, after, &zone);
        let rings_at = rules::rings_at(&TaskReminder { at, ..reminder.clone() }, after, now, &zone);
        batch = batch.run(RINGS, (rings_at, at, reminder.space_id, reminder.id));
    }
    Ok(batch)
}

/// What makes the reminders of the task that follows one.
pub(crate) async fn copied(app: &App, done: &Task, next: &Task) -> Result<Plan<()>> {
    let now = app.clock().now();
    let mut plan = Plan::new(());
    for reminder in app.store().readable(ALL, (done.space_id, done.id)).await? {
        let zone = events::zone_of_user(app, reminder.user_id).await?;
        let at = shifted(&reminder, done, next, &zone);
        let id = Id::new(app.clock());
        let fresh = TaskReminder { id, task_id: next.id, at, rang_at: None, revision: 1, ..reminder };
        let fresh = TaskReminder { created_at: now, updated_at: now, ..fresh };
        let rings_at = rules::rings_at(&fresh, next, now, &zone);
        plan = plan.make(&TaskReminder { rings_at, ..fresh });
    }
    Ok(plan)
}

/// The instant of a reminder at the next time of a task; from a task that was not due, it stays.
fn shifted(reminder: &TaskReminder, before: &Task, after: &Task, zone: &Zone) -> Option<Instant> {
    let move_along = |at: Instant, [from, to]: [Due; 2]| tasks::moved(at, from, to, zone);
    match (reminder.at, before.due_date, after.due_date) {
        (Some(at), Some(from), Some(to)) => Some(move_along(at, [from, to])),
        (at, ..) => at,
    }
}
