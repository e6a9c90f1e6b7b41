//! What a reminder was: it is had back, and its changes are told and undone.
use super::{
    TaskReminder,
    fields::{PastReminder, UndoneReminder, WhichReminder},
    ops::{READ, READS, WRITE, as_due, own, ringing, room},
};
use crate::Task;
use api::{App, Caller, Change, Kind, Listed, Operation, Past, Permission, Plan, Thing, Undoing, Undone, Which, find};
use base::{Error, Id, Result};

pub(crate) static RESTORE: Operation<WhichReminder, TaskReminder> = Operation {
    name: "reminders.restore",
    summary: "Have a reminder back that was thrown away; what was to ring meanwhile does not.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, which| Box::pin(restore(app, caller, which))),
};

pub(crate) static HISTORY: Operation<PastReminder, Listed<Change>> = Operation {
    name: "reminders.history",
    summary: "Tell how a reminder came to be what it is, the latest change first.",
    permission: READ,
    reads: &["tasks", "labels", "task_labels", "task_reminders", "changes"],
    kind: Kind::Read(|app, caller, past| {
        Box::pin(async move {
            let (_, reminder) = any(&app, &caller, past.id, past.reminder_id).await?;
            let past = Past { id: reminder.id, limit: past.limit, cursor: past.cursor };
            api::history::<TaskReminder>(app, caller, past).await
        })
    }),
};

pub(crate) static UNDO: Operation<UndoneReminder, TaskReminder> = Operation {
    name: "reminders.undo",
    summary: "Undo a change of a reminder of one's own; what is over does not ring again.",
    permission: WRITE,
    reads: &["tasks", "labels", "task_labels", "task_reminders", "user_settings", "changes"],
    kind: Kind::Write(|app, caller, undone| Box::pin(undo(app, caller, undone))),
};

/// The reminder that is meant, of a task that is there, also where it was thrown away.
async fn any(app: &App, caller: &Caller, id: Id, reminder_id: Id) -> Result<(Task, TaskReminder)> {
    let task: Task = find(app, caller, id).await?;
    let reminder = app.store().get::<TaskReminder>((caller.space_id, reminder_id)).await?;
    match reminder.filter(|reminder| reminder.task_id == task.id) {
        Some(reminder) => Ok((task, reminder)),
        None => Err(Error::NotFound { what: TaskReminder::ONE }),
    }
}

async fn restore(app: App, caller: Caller, which: WhichReminder) -> Result<Plan<TaskReminder>> {
    let (task, before) = any(&app, &caller, which.id, which.reminder_id).await?;
    own(&caller, &before).or_else(|_| caller.may(Permission::admin("tasks")))?;
    Which { id: before.id, revision: which.revision }.fits(TaskReminder::ONE, before.revision)?;
    if before.deleted_at.is_none() {
        return Ok(Plan::new(before));
    }
    room(&app, &caller, &task).await?;
    let after = before.clone().with_deleted_at(None);
    let after = ringing(&app, after, &task).await?.changed(app.clock().now());
    Ok(Plan::new(after.clone()).change("restored", &before, &after).and(as_due(&task)))
}

async fn undo(app: App, caller: Caller, undone: UndoneReminder) -> Result<Plan<TaskReminder>> {
    let UndoneReminder { id, reminder_id, change, revision } = undone;
    let (task, before) = any(&app, &caller, id, reminder_id).await?;
    own(&caller, &before)?;
    let mut undoing = Undoing::<TaskReminder>::of(&app, &caller, Undone { id: before.id, change, revision }).await?;
    if before.deleted_at.is_some() && undoing.after.deleted_at.is_none() {
        room(&app, &caller, &task).await?;
    }
    let after = TaskReminder { rang_at: before.rang_at, ..undoing.after };
    undoing.after = ringing(&app, after, &task).await?;
    Ok(undoing.plan(app.clock().now()).and(as_due(&task)))
}
