//! What can be done with subtasks. They belong to their task: who may read or write it may do so with them.
use super::{
    Subtask,
    fields::{NewSubtask, NewSubtasks, SubtaskFields, Subtasks, SubtasksWanted, WhichSubtask},
    rules,
};
use crate::{
    Task, TaskPriority, Words,
    filters::{Asked, FilterNoun},
    tasks,
};
use api::{
    App, Caller, Edited, Input, Kind, Operation, Permission, Plan, Said, Thing, Things, Which,
    filter::{Field, Fields},
    find,
};
use base::{Error, Id, Instant, Result};
use store::{Entity, sql};

api::thing!(Subtask, "subtasks", "subtask");

const READ: Permission = Permission::read("tasks");
const WRITE: Permission = Permission::write("tasks");
const READS: &[&str] = &["tasks", "subtasks"];

/// What filters can ask about the steps of a task, which are all read at once.
pub(crate) static FILTERS: Fields = {
    const fn field(name: &'static str) -> Field {
        Field::of(Subtask::TABLE, name)
    }
    Fields {
        noun: "subtasks",
        fields: &[
            field("id"),
            field("user_id").person(),
            field("task_id"),
            field("position"),
            field("title"),
            field("description"),
            field("estimated_hours"),
            field("priority"),
            field("category"),
            field("completed"),
            field("revision"),
            field("created_at"),
            field("updated_at"),
        ],
        sorts: &[],
    }
};

pub(crate) static LIST: Operation<SubtasksWanted, Things<Subtask>> = Operation {
    name: "subtasks.list",
    summary: "List the steps of a task, in their order.",
    permission: READ,
    reads: &["tasks", "subtasks", "saved_filters", "changes"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<WhichSubtask, Subtask> = Operation {
    name: "subtasks.get",
    summary: "Show a step of a task.",
    permission: READ,
    reads: READS,
    kind: Kind::Read(|app, caller, which| Box::pin(async move { step(&app, &caller, &which).await })),
};

pub(crate) static CREATE: Operation<NewSubtasks, Subtasks> = Operation {
    name: "subtasks.create",
    summary: "Add steps to a task, after those that it has.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, new| Box::pin(create(app, caller, new))),
};

pub(crate) static UPDATE: Operation<Edited<SubtaskFields, WhichSubtask>, Subtask> = Operation {
    name: "subtasks.update",
    summary: "Change what is named of a step.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, edited| Box::pin(update(app, caller, edited))),
};

pub(crate) static DELETE: Operation<WhichSubtask, Said> = Operation {
    name: "subtasks.delete",
    summary: "Throw a step away; it can be had back for 30 days.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, which| {
        Box::pin(async move {
            step(&app, &caller, &which).await?;
            api::discard::<Subtask>(app, caller, Which { id: which.subtask_id, revision: which.revision }).await
        })
    }),
};

pub(crate) static RESTORE: Operation<WhichSubtask, Subtask> = Operation {
    name: "subtasks.restore",
    summary: "Have a step back that was thrown away.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, which| {
        Box::pin(async move {
            let task: Task = find(&app, &caller, which.id).await?;
            let there = steps(&app, &caller, task.id).await?.len();
            let plan =
                api::restore::<Subtask>(app, caller, Which { id: which.subtask_id, revision: which.revision }).await?;
            of_task(&plan.value, which.id)?;
            rules::has_room(there, 1)?;
            Ok(plan)
        })
    }),
};

async fn list(app: App, caller: Caller, wanted: SubtasksWanted) -> Result<Things<Subtask>> {
    let task: Task = find(&app, &caller, wanted.id).await?;
    let asked = Asked::of(&app, &caller, FilterNoun::Subtasks, wanted.filter, wanted.saved).await?;
    let there = async move {
        let there = steps(&app, &caller, task.id).await?;
        asked.among(&FILTERS, there, &app, &caller)
    };
    Ok(Things::all(move || Box::pin(there)))
}

/// The steps of a task, in their order.
pub(crate) async fn steps(app: &App, caller: &Caller, task_id: Id) -> Result<Vec<Subtask>> {
    let there = sql!(
        Subtask,
        (Id, Id),
        "where space_id = $1 and task_id = $2 and deleted_at is null order by position, id limit 1000"
    );
    Ok(app.store().readable(there, (caller.space_id, task_id)).await?)
}

/// The step that is meant, of a task that is there.
async fn step(app: &App, caller: &Caller, which: &WhichSubtask) -> Result<Subtask> {
    find::<Task>(app, caller, which.id).await?;
    let found: Subtask = find(app, caller, which.subtask_id).await?;
    of_task(&found, which.id)?;
    Ok(found)
}

/// Refuses a step of another task.
pub(super) fn of_task(subtask: &Subtask, task_id: Id) -> Result<()> {
    if subtask.task_id == task_id { Ok(()) } else { Err(Error::NotFound { what: Subtask::ONE }) }
}

async fn create(app: App, caller: Caller, new: NewSubtasks) -> Result<Plan<Subtasks>> {
    let task: Task = find(&app, &caller, new.id).await?;
    let there = steps(&app, &caller, task.id).await?;
    rules::has_room(there.len(), new.subtasks.len())?;
    let new: Vec<NewSubtask> = Input::each("subtasks", new.subtasks)?;
    let now = app.clock().now();
    let last = there.iter().map(|step| step.position).max().unwrap_or(0);
    let made = (last + 1..).zip(new).map(|(position, new)| {
        let place = (caller.space_id, caller.user_id);
        let mut step = blank(Id::new(app.clock()), place, task.id, position, now);
        new.0.apply(&mut step);
        Subtask { position, ..step }
    });
    let subtasks: Vec<Subtask> = made.collect();
    let message = if subtasks.is_empty() { "No subtasks to create" } else { "Subtasks created successfully" };
    let plan = subtasks.iter().fold(Plan::new(()), |plan, step| plan.make(step));
    let plan = if subtasks.is_empty() { plan } else { plan.and(tasks::held(&caller, task.id)) };
    Ok(plan.map(|()| Subtasks { subtasks, message }))
}

/// A step of which nothing is known yet; `place` is its space, and who made it.
pub(super) fn blank(id: Id, place: (Id, Id), task_id: Id, position: i64, at: Instant) -> Subtask {
    Subtask {
        id,
        space_id: place.0,
        user_id: place.1,
        task_id,
        position,
        title: String::new(),
        description: None,
        estimated_hours: None,
        priority: TaskPriority::Medium,
        category: "execution".into(),
        completed: false,
        prerequisites: Words::default(),
        deliverables: Words::default(),
        revision: 1,
        created_at: at,
        updated_at: at,
        deleted_at: None,
    }
}

async fn update(app: App, caller: Caller, edited: Edited<SubtaskFields, WhichSubtask>) -> Result<Plan<Subtask>> {
    let before = step(&app, &caller, &edited.which).await?;
    Which { id: before.id, revision: edited.which.revision }.fits(Subtask::ONE, before.revision)?;
    let now = app.clock().now();
    let mut after = before.clone();
    edited.fields.apply(&mut after);
    let mut others = Vec::new();
    if after.position != before.position {
        let steps = steps(&app, &caller, before.task_id).await?;
        (after.position, others) = rules::moved(&steps, &before, after.position);
    }
    let plan = Plan::update(before, now, |step| *step = after);
    Ok(others.into_iter().fold(plan, |plan, (other, position)| {
        let moved = Subtask { position, ..other.clone() }.changed(now);
        plan.change("updated", &other, &moved)
    }))
}
