//! The past of a step of a task, and undoing it.
use super::{
    Subtask,
    fields::{PastOfSubtask, UndoneSubtask},
    ops::{of_task, steps},
    rules,
};
use crate::Task;
use api::{App, Caller, Change, Kind, Listed, Operation, Past, Permission, Plan, Undone, find};
use base::{Error, Id, Result};

const READS: &[&str] = &["tasks", "subtasks", "changes"];

pub(crate) static HISTORY: Operation<PastOfSubtask, Listed<Change>> = Operation {
    name: "subtasks.history",
    summary: "Tell how a step came to be what it is, the latest change first.",
    permission: Permission::read("tasks"),
    reads: READS,
    kind: Kind::Read(|app, caller, past| {
        Box::pin(async move {
            find::<Task>(&app, &caller, past.id).await?;
            of_task(&any(&app, &caller, past.subtask_id).await?, past.id)?;
            let PastOfSubtask { subtask_id, limit, cursor, .. } = past;
            api::history::<Subtask>(app, caller, Past { id: subtask_id, limit, cursor }).await
        })
    }),
};

pub(crate) static UNDO: Operation<UndoneSubtask, Subtask> = Operation {
    name: "subtasks.undo",
    summary: "Undo a change of a step.",
    permission: Permission::write("tasks"),
    reads: READS,
    kind: Kind::Write(|app, caller, undone| Box::pin(undo(app, caller, undone))),
};

async fn undo(app: App, caller: Caller, undone: UndoneSubtask) -> Result<Plan<Subtask>> {
    let task: Task = find(&app, &caller, undone.id).await?;
    let before = any(&app, &caller, undone.subtask_id).await?;
    of_task(&before, task.id)?;
    let there = steps(&app, &caller, task.id).await?.len();
    let UndoneSubtask { subtask_id, change, revision, .. } = undone;
    let plan = api::undo::<Subtask>(app, caller, Undone { id: subtask_id, change, revision }).await?;
    if before.deleted_at.is_some() && plan.value.deleted_at.is_none() {
        rules::has_room(there, 1)?;
    }
    Ok(plan)
}

/// The step of that id, at hand or thrown away.
async fn any(app: &App, caller: &Caller, id: Id) -> Result<Subtask> {
    let found = app.store().get::<Subtask>((caller.space_id, id)).await?;
    found.ok_or(Error::NotFound { what: "subtask" })
}
