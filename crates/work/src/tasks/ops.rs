//! What can be done with tasks.
use super::{
    Task,
    bulk::{self, Bulk, Bulked},
    fields::{NewTask, TaskFields},
    follow::{alone, following},
    list::{TasksWanted, list},
    rules,
    score::{Score, score},
};
use crate::{
    labels::{self, Drawer},
    maker::Maker,
    projects, relations, reminders,
};
use api::{
    Answer, App, Caller, Change, Edited, Kind, Listed, Operation, Past, Permission, Plan, Said, Seen, Things, Undone,
    Which, find, find_as_seen,
    search::{Searched, Shelf},
};
use base::{Error, Id, Result};
use store::{Batch, Guard, require};

api::thing!(Task, "tasks", "task", settled = rules::settled, searched = said);

fn said(task: &Task) -> Searched<'_> {
    Searched::of(&task.title, [task.description.as_deref()])
}

/// Tasks, as they are searched.
pub(crate) static SHELF: Shelf<Task> = api::shelf!(Task);

impl Answer for Score {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

const READ: Permission = Permission::read("tasks");
const WRITE: Permission = Permission::write("tasks");
/// What tells how a task stands among others.
const AROUND: &[&str] = &["tasks", "task_relations", "labels", "task_labels"];
/// What tells of a task.
const LABELLED: &[&str] = &["tasks", "labels", "task_labels"];
/// What a task is made or changed among.
const READS: &[&str] = &[
    "tasks",
    "projects",
    "task_relations",
    "labels",
    "task_labels",
    "task_reminders",
    "subtasks",
    "comments",
    "user_settings",
];

pub(crate) static LIST: Operation<TasksWanted, Things<Task>> = Operation {
    name: "tasks.list",
    summary: "List tasks.",
    permission: READ,
    reads: &["tasks", "projects", "labels", "task_labels", "saved_filters", "changes"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<Which, Seen<Task>> =
    Operation { reads: LABELLED, ..api::showing("tasks.get", "Show a task.") };

pub(crate) static SCORE: Operation<Which, Score> = Operation {
    name: "tasks.score",
    summary: "Tell how much a task asks to be done next, and why.",
    permission: READ,
    reads: LABELLED,
    kind: Kind::Read(|app, caller, which| {
        Box::pin(async move { Ok(score(&find(&app, &caller, which.id).await?, app.clock().now())) })
    }),
};

pub(crate) static CREATE: Operation<NewTask, Task> = Operation {
    name: "tasks.create",
    summary: "Make a task.",
    permission: WRITE,
    reads: &["projects", "labels", "tasks", "task_labels", "task_reminders", "subtasks", "user_settings"],
    kind: Kind::Write(|app, caller, new| Box::pin(create(app, caller, new))),
};

pub(crate) static UPDATE: Operation<Edited<TaskFields>, Task> = Operation {
    name: "tasks.update",
    summary: "Change what is named of a task.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, edited| Box::pin(update(app, caller, edited))),
};

pub(crate) static DELETE: Operation<Which, Said> = Operation {
    name: "tasks.delete",
    summary: "Throw a task away; it can be had back for 30 days.",
    permission: WRITE,
    reads: AROUND,
    kind: Kind::Write(|app, caller, which| Box::pin(discard(app, caller, which))),
};

pub(crate) static RESTORE: Operation<Which, Task> = Operation {
    name: "tasks.restore",
    summary: "Have a task back that was thrown away.",
    permission: WRITE,
    reads: AROUND,
    kind: Kind::Write(|app, caller, which| Box::pin(restore(app, caller, which))),
};

pub(crate) static BULK: Operation<Bulk, Bulked> = Operation {
    name: "tasks.bulk",
    summary: "Make and change up to 500 tasks: all of them, or none.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, bulk| Box::pin(bulk::plan(app, caller, bulk))),
};

pub(crate) static HISTORY: Operation<Past, Listed<Change>> = Operation {
    reads: &["tasks", "labels", "task_labels", "changes"],
    ..api::telling::<Task>("tasks.history", "Tell how a task came to be what it is, the latest change first.")
};

pub(crate) static UNDO: Operation<Undone, Task> = Operation {
    name: "tasks.undo",
    summary: "Undo a change of a task.",
    permission: WRITE,
    reads: &[
        "tasks",
        "task_relations",
        "labels",
        "task_labels",
        "task_reminders",
        "subtasks",
        "comments",
        "user_settings",
        "changes",
    ],
    kind: Kind::Write(|app, caller, undone| Box::pin(undo(app, caller, undone))),
};

/// Plans a new task.
pub(crate) async fn create(app: App, caller: Caller, new: NewTask) -> Result<Plan<Task>> {
    let mut drawer = Drawer::default();
    let plan = making(&app, &caller, new, &mut drawer).await?;
    Ok(plan.upon(drawer.made(&caller)))
}

/// The same, but for the labels that it needs.
pub(super) async fn making(app: &App, caller: &Caller, new: NewTask, drawer: &mut Drawer) -> Result<Plan<Task>> {
    let now = app.clock().now();
    let maker = Maker { id: Id::new(app.clock()), space_id: caller.space_id, user_id: caller.user_id, at: now };
    let blank = rules::blank(&maker);
    let mut task = blank.clone();
    new.0.apply(&mut task);
    if !task.labels.0.is_empty() {
        drawer.give(app, caller, &mut task).await?;
    }
    let task = rules::settled(rules::edited(&blank, task, now)?, now);
    let parent = in_project(app, caller, None, task.project_id).await?;
    let tied = labels::tied(&[], &task);
    let next = following(app, caller, &blank, &task).await?;
    Ok(Plan::making(task).and(parent).and(tied).also(next))
}

/// Plans the change of a task.
pub(crate) async fn update(app: App, caller: Caller, edited: Edited<TaskFields>) -> Result<Plan<Task>> {
    let mut drawer = Drawer::default();
    let plan = changing(&app, &caller, edited, &mut drawer).await?;
    Ok(plan.upon(drawer.made(&caller)))
}

/// The same, but for the labels that it needs.
pub(super) async fn changing(
    app: &App,
    caller: &Caller,
    edited: Edited<TaskFields>,
    drawer: &mut Drawer,
) -> Result<Plan<Task>> {
    let before: Task = find_as_seen(app, caller, &edited.which).await?;
    let now = app.clock().now();
    let mut after = before.clone();
    let is_labelled = edited.fields.labels.said().is_some();
    edited.fields.apply(&mut after);
    if is_labelled {
        drawer.give(app, caller, &mut after).await?;
    }
    let mut after = rules::edited(&before, after, now)?;
    let parent = in_project(app, caller, before.project_id, after.project_id).await?;
    let around = around(app, caller, &before, &mut after).await?;
    let tied = labels::tied(&before.label_ids.0, &after);
    let next = following(app, caller, &before, &after).await?;
    let moved = reminders::moved(app, &before, &after, false).await?;
    Ok(Plan::update(before, now, |task| *task = after).and(parent).and(around).and(tied).and(moved).also(next))
}

/// Plans to undo a change of a task. A label that is there no more stays off it, and one that was renamed keeps its name.
async fn undo(app: App, caller: Caller, undone: Undone) -> Result<Plan<Task>> {
    let mut undoing = api::Undoing::<Task>::of(&app, &caller, undone).await?;
    if undoing.before.label_ids != undoing.after.label_ids {
        Drawer::default().keep(&app, &caller, &mut undoing.after).await?;
    }
    let around = around(&app, &caller, &undoing.before, &mut undoing.after).await?;
    let tied = labels::tied(&undoing.before.label_ids.0, &undoing.after);
    alone(&app, &undoing.after).await?;
    let next = following(&app, &caller, &undoing.before, &undoing.after).await?;
    let moved = reminders::moved(&app, &undoing.before, &undoing.after, false).await?;
    Ok(undoing.plan(app.clock().now()).and(around).and(tied).and(moved).also(next))
}

/// Plans to throw a task away; nobody waits for it any more.
pub(crate) async fn discard(app: App, caller: Caller, which: Which) -> Result<Plan<Said>> {
    let before: Task = find(&app, &caller, which.id).await?;
    let gone = Task { deleted_at: Some(app.clock().now()), ..before.clone() };
    let plan = api::discard::<Task>(app.clone(), caller.clone(), which).await?;
    Ok(plan.and(around(&app, &caller, &before, &mut gone.clone()).await?))
}

/// Plans to have a task back, among those that are around it now.
async fn restore(app: App, caller: Caller, which: Which) -> Result<Plan<Task>> {
    let plan = api::restore::<Task>(app.clone(), caller.clone(), which).await?;
    if plan.is_idle() {
        return Ok(plan);
    }
    alone(&app, &plan.value).await?;
    let gone = Task { deleted_at: Some(app.clock().now()), ..plan.value.clone() };
    let mut back = plan.value.clone();
    let around = around(&app, &caller, &gone, &mut back).await?;
    Ok(plan.and(around).and(relations::rescored(&back, app.clock().now())))
}

/// What becomes of the tasks around one that is opened or closed by an edit; what is opened learns how it stands among them.
pub(super) async fn around(app: &App, caller: &Caller, before: &Task, after: &mut Task) -> Result<Batch> {
    match (rules::is_open(before), rules::is_open(after)) {
        (true, false) => relations::ripples(app, caller, after.id, -1).await,
        (false, true) => {
            (after.blocking, after.waiting_for) = relations::counts(app, caller, after.id).await?;
            relations::ripples(app, caller, after.id, 1).await
        }
        _ => Ok(Batch::new()),
    }
}

/// A task that comes into a project needs the project to be there; one that stays where it is does not.
async fn in_project(app: &App, caller: &Caller, before: Option<Id>, after: Option<Id>) -> Result<Batch> {
    match after {
        Some(id) if before != after => projects::required(app, caller, id).await,
        _ => Ok(Batch::new()),
    }
}

/// The task that another thing names at that place.
pub(crate) async fn named(app: &App, caller: &Caller, at: &str, id: Id) -> Result<Task> {
    find(app, caller, id).await.map_err(|error| match error {
        Error::NotFound { .. } => Error::flaw(at, "unknown", "there is no such task"),
        error => error,
    })
}

/// That a task is there until the batch is committed.
pub(crate) fn held(caller: &Caller, id: Id) -> Batch {
    let there = require!((Id, Id), "select 1 from tasks where space_id = $1 and id = $2 and deleted_at is null");
    Batch::new().require(Guard::new("tasks.there"), there, (caller.space_id, id))
}
