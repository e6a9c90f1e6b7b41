//! What follows a task that recurs: the next one when it is done, and none when it is taken up again and nothing was done with that.
#[cfg(test)]
mod tests;

use super::{Task, TaskStatus, recurrence, rules};
use crate::{Subtask, events, labels, maker::Maker, reminders, subtasks};
use api::{App, Caller, Kind, Operation, Permission, Plan, Thing, Which, find_as_seen};
use base::{Error, Id, Result};
use store::{Statement, sql};

pub(crate) static SKIP: Operation<Which, Task> = Operation {
    name: "tasks.skip",
    summary: "Let one time of a task that recurs go by: it is due at the next.",
    permission: Permission::write("tasks"),
    reads: &["tasks", "labels", "task_labels", "task_reminders", "user_settings"],
    kind: Kind::Write(|app, caller, which| Box::pin(skip(app, caller, which))),
};

/// The task that follows one, if it is there.
const NEXT: Statement<(Id, Id), Task> =
    sql!(Task, (Id, Id), "where space_id = $1 and recurs_from_id = $2 and deleted_at is null");

/// Whether nothing was done with a task since it was made.
const UNTOUCHED: Statement<(Id, Id), (i64,)> = sql!(
    (i64,),
    (Id, Id),
    "select 1 from tasks where space_id = $1 and id = $2 and revision = 1 \
     and not exists (select 1 from comments where space_id = $1 and task_id = $2) \
     and not exists (select 1 from task_relations where space_id = $1 and (task_id = $2 or other_id = $2)) \
     and not exists (select 1 from subtasks where space_id = $1 and task_id = $2 \
     and (revision > 1 or subtasks.created_at > tasks.created_at))"
);

/// What else is done where a task is completed or taken up again by an edit.
pub(super) async fn following(app: &App, caller: &Caller, before: &Task, after: &Task) -> Result<Plan<()>> {
    let was_done = before.status == TaskStatus::Completed;
    let is_done = after.status == TaskStatus::Completed;
    match (was_done, is_done) {
        (false, true) if after.recurrence_rule.is_some() => next(app, caller, after).await,
        (true, false) if after.recurrence_rule.is_some() => withdrawn(app, caller, after).await,
        _ => Ok(Plan::new(())),
    }
}

/// What makes the task after one that is done, unless it is there already.
async fn next(app: &App, caller: &Caller, done: &Task) -> Result<Plan<()>> {
    if app.store().one(NEXT, (done.space_id, done.id)).await?.is_some() {
        return Ok(Plan::new(()));
    }
    let now = app.clock().now();
    let zone = events::zone_of_user(app, done.user_id).await?;
    let Some(due) = recurrence::next(done, now, &zone) else { return Ok(Plan::new(())) };
    let maker = Maker { id: Id::new(app.clock()), space_id: done.space_id, user_id: done.user_id, at: now };
    let next = recurrence::successor(done, due, &maker, now);
    let plan = Plan::new(()).make(&next).and(labels::tied(&[], &next));
    let plan = plan.also(reminders::copied(app, done, &next).await?);
    let steps = subtasks::steps(app, caller, done.id).await?;
    Ok(steps.into_iter().fold(plan, |plan, step| {
        let step = Subtask {
            id: Id::new(app.clock()),
            task_id: next.id,
            completed: false,
            revision: 1,
            created_at: now,
            updated_at: now,
            ..step
        };
        plan.make(&step)
    }))
}

/// What takes the next one away, if nothing was done with it.
async fn withdrawn(app: &App, caller: &Caller, task: &Task) -> Result<Plan<()>> {
    let Some(next) = app.store().one(NEXT, (task.space_id, task.id)).await? else { return Ok(Plan::new(())) };
    if app.store().one(UNTOUCHED, (caller.space_id, next.id)).await?.is_none() {
        return Ok(Plan::new(()));
    }
    let now = app.clock().now();
    let gone = next.clone().with_deleted_at(Some(now)).changed(now);
    Ok(Plan::new(()).change("deleted", &next, &gone))
}

/// Refuses a task that comes back where another one has taken its place.
pub(super) async fn alone(app: &App, task: &Task) -> Result<()> {
    let Some(before) = task.recurs_from_id.filter(|_| task.deleted_at.is_none()) else { return Ok(()) };
    match app.store().one(NEXT, (task.space_id, before)).await? {
        Some(other) if other.id != task.id => {
            Err(Error::Conflict { why: "another task has taken its place among those that recur".into() })
        }
        _ => Ok(()),
    }
}

async fn skip(app: App, caller: Caller, which: Which) -> Result<Plan<Task>> {
    let before: Task = find_as_seen(&app, &caller, &which).await?;
    let refused = |why: &'static str| Err(Error::Conflict { why: why.into() });
    if before.recurrence_rule.is_none() {
        return refused("this task does not recur");
    }
    if !rules::is_open(&before) {
        return refused("this task is over: there is nothing to skip");
    }
    let now = app.clock().now();
    let zone = events::zone_of_user(&app, before.user_id).await?;
    let Some(due) = recurrence::next(&before, now, &zone) else {
        return refused("the rule has come to its end: there is no next time");
    };
    let after = Task { due_date: Some(due), recurrence_number: before.recurrence_number + 1, ..before.clone() };
    let moved = reminders::moved(&app, &before, &after, true).await?;
    Ok(Plan::update(before, now, |task| *task = after).and(moved))
}
