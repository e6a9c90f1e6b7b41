//! What can be done with opportunities: what can be done with tasks, to those of that type.
use crate::{
    Task, TaskStatus, TaskType,
    tasks::{self, NewTask, TaskFields, TasksWanted},
};
use api::{App, Caller, Edited, Kind, Operation, Patch, Permission, Plan, Said, Thing, Things, Which, find};
use base::{Error, Id, Result};

const READ: Permission = Permission::read("tasks");
const WRITE: Permission = Permission::write("tasks");
const READS: &[&str] = &["tasks", "projects", "labels", "task_labels"];
const ABSENT: Error = Error::NotFound { what: "opportunity" };

pub(crate) static LIST: Operation<TasksWanted, Things<Task>> = Operation {
    name: "opportunities.list",
    summary: "List opportunities.",
    permission: READ,
    reads: &["tasks", "labels", "task_labels", "changes"],
    kind: Kind::Read(|app, caller, mut wanted| {
        Box::pin(async move {
            only(wanted.task_type.replace(TaskType::Opportunity))?;
            tasks::list(app, caller, wanted).await
        })
    }),
};

pub(crate) static GET: Operation<Which, Task> = Operation {
    name: "opportunities.get",
    summary: "Show an opportunity.",
    permission: READ,
    reads: READS,
    kind: Kind::Read(|app, caller, which| Box::pin(async move { there(&app, &caller, which.id).await })),
};

pub(crate) static CREATE: Operation<NewTask, Task> = Operation {
    name: "opportunities.create",
    summary: "Make an opportunity.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, new| {
        Box::pin(async move { tasks::create(app, caller, NewTask(as_opportunity(new.0)?)).await })
    }),
};

pub(crate) static UPDATE: Operation<Edited<TaskFields>, Task> = Operation {
    name: "opportunities.update",
    summary: "Change what is named of an opportunity.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, edited| {
        Box::pin(async move {
            there(&app, &caller, edited.which.id).await?;
            let Edited { which, fields } = edited;
            tasks::update(app, caller, Edited { which, fields: as_opportunity(fields)? }).await
        })
    }),
};

pub(crate) static DELETE: Operation<Which, Said> = Operation {
    name: "opportunities.delete",
    summary: "Throw an opportunity away; it can be had back for 30 days.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, which| {
        Box::pin(async move {
            there(&app, &caller, which.id).await?;
            let plan = tasks::discard(app, caller, which.clone()).await?;
            Ok(plan.map(|_| Said { message: format!("Opportunity {} deleted successfully", which.id) }))
        })
    }),
};

pub(crate) static RESTORE: Operation<Which, Task> = Operation {
    name: "opportunities.restore",
    summary: "Have an opportunity back that was thrown away.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, which| {
        Box::pin(async move {
            let plan = api::restore::<Task>(app, caller, which).await?;
            if plan.value.task_type == TaskType::Opportunity { Ok(plan) } else { Err(ABSENT) }
        })
    }),
};

pub(crate) static ACHIEVE: Operation<Which, Task> = Operation {
    name: "opportunities.achieve",
    summary: "Say that an opportunity was taken: it is completed.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, which| Box::pin(achieve(app, caller, which))),
};

async fn achieve(app: App, caller: Caller, which: Which) -> Result<Plan<Task>> {
    there(&app, &caller, which.id).await?;
    let fields = TaskFields { status: Patch::Set(TaskStatus::Completed), ..TaskFields::default() };
    tasks::update(app, caller, Edited { which, fields }).await
}

/// The opportunity of that id; a task of another type is not there.
async fn there(app: &App, caller: &Caller, id: Id) -> Result<Task> {
    match find::<Task>(app, caller, id).await {
        Ok(task) if task.task_type == TaskType::Opportunity => Ok(task),
        Ok(_) | Err(Error::NotFound { .. }) => Err(ABSENT),
        Err(error) => Err(error),
    }
}

/// What is said, of an opportunity.
fn as_opportunity(fields: TaskFields) -> Result<TaskFields> {
    only(fields.task_type.said().copied())?;
    Ok(TaskFields { task_type: Patch::Set(TaskType::Opportunity), ..fields })
}

/// Refuses another type: such a task is told of among the tasks.
fn only(task_type: Option<TaskType>) -> Result<()> {
    match task_type {
        None | Some(TaskType::Opportunity) => Ok(()),
        Some(_) => Err(Error::flaw(
            "/task_type",
            "not_allowed",
            format!("this is an opportunity; other {} are under /api/v1/tasks", Task::NOUN),
        )),
    }
}
