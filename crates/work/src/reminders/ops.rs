//! What can be done with reminders. Whoever reads a task sees them; whoever wants to be told says when.
use super::{
    TaskReminder,
    fields::{
        NewReminder, OfTask, PastReminder, ReminderFields, RemindersWanted, Snoozed, UndoneReminder, WhichReminder,
    },
    rules,
};
use crate::{
    Task, events,
    filters::{Asked, FilterNoun},
    tasks,
};
use api::{
    Answer, App, Caller, Change, Edited, Kind, Listed, Operation, Past, Permission, Plan, Said, Thing, Things, Undoing,
    Undone, Which, Whole, Work, find,
};
use base::{Error, Id, Instant, Result};
use std::time::Duration;
use store::{Batch, Guard, List, filter, require, sort, sql, within};

impl Thing for TaskReminder {
    const NOUN: &'static str = "reminders";
    const ONE: &'static str = "reminder";

    fn id(&self) -> Id {
        self.id
    }

    fn space_id(&self) -> Id {
        self.space_id
    }

    fn revision(&self) -> i64 {
        self.revision
    }

    fn deleted_at(&self) -> Option<Instant> {
        self.deleted_at
    }

    fn changed(self, now: Instant) -> Self {
        Self { revision: self.revision + 1, updated_at: now, ..self }
    }

    fn with_deleted_at(self, at: Option<Instant>) -> Self {
        Self { deleted_at: at, rings_at: None, ..self }
    }
}

api::followed_thing!(TaskReminder);

impl Answer for TaskReminder {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }

    fn location(&self) -> Option<String> {
        (self.revision == 1).then(|| format!("/api/v1/tasks/{}/reminders/{}", self.task_id, self.id))
    }

    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

const READ: Permission = Permission::read("tasks");
const WRITE: Permission = Permission::write("tasks");
const READS: &[&str] = &["tasks", "labels", "task_labels", "task_reminders", "user_settings"];
/// How many reminders a task may have.
const MOST: usize = 20;

pub(crate) static LIST: Operation<RemindersWanted, Things<TaskReminder>> = Operation {
    name: "reminders.list",
    summary: "List the reminders of a task, the earliest made first.",
    permission: READ,
    reads: &["tasks", "labels", "task_labels", "task_reminders", "saved_filters", "changes"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<WhichReminder, TaskReminder> = Operation {
    name: "reminders.get",
    summary: "Show a reminder.",
    permission: READ,
    reads: READS,
    kind: Kind::Read(|app, caller, which| Box::pin(async move { Ok(named(&app, &caller, &which).await?.1) })),
};

pub(crate) static CREATE: Operation<Edited<NewReminder, OfTask>, TaskReminder> = Operation {
    name: "reminders.create",
    summary: "Be reminded of a task: at an instant, or so many minutes before it is due.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, new| Box::pin(create(app, caller, new))),
};

pub(crate) static UPDATE: Operation<Edited<ReminderFields, WhichReminder>, TaskReminder> = Operation {
    name: "reminders.update",
    summary: "Change when a reminder rings.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, edited| Box::pin(update(app, caller, edited))),
};

pub(crate) static SNOOZE: Operation<Snoozed, TaskReminder> = Operation {
    name: "reminders.snooze",
    summary: "Let a reminder ring again in so many minutes, or ten.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, snoozed| Box::pin(snooze(app, caller, snoozed))),
};

pub(crate) static DELETE: Operation<WhichReminder, Said> = Operation {
    name: "reminders.delete",
    summary: "Throw a reminder away; whoever administers the space may throw away anybody's.",
    permission: WRITE,
    reads: READS,
    kind: Kind::Write(|app, caller, which| {
        Box::pin(async move {
            let (_, reminder) = named(&app, &caller, &which).await?;
            own(&caller, &reminder).or_else(|_| caller.may(Permission::admin("tasks")))?;
            api::discard::<TaskReminder>(app, caller, Which { id: reminder.id, revision: which.revision }).await
        })
    }),
};

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

api::filterable! { pub(crate) static FILTERS of TaskReminder, "reminders";
    id: id;
    user_id: person;
    task_id: id;
    at: instant;
    minutes_before: number;
    rings_at: instant;
    rang_at: instant;
    revision: number;
    created_at: instant;
    updated_at: instant;
}

/// What rings, and when, follows its task: where that changes, all of the list is told.
async fn list(app: App, caller: Caller, wanted: RemindersWanted) -> Result<Things<TaskReminder>> {
    let task: Task = find(&app, &caller, wanted.id).await?;
    let asked = Asked::of(&app, &caller, FilterNoun::Reminders, wanted.filter, wanted.saved).await?;
    let here = within!(TaskReminder, (Id,), "space_id = $1 and deleted_at is null");
    let gone = within!(TaskReminder, (Id,), "space_id = $1 and deleted_at is not null");
    let order = sort!(TaskReminder, Up, "created_at", "id");
    let list = List::of(if wanted.deleted { gone } else { here }, (caller.space_id,), order, 1_000);
    let list = list.filter(filter!(TaskReminder, (Id,), "task_id = $1"), (task.id,));
    let list = asked.narrow(&FILTERS, list, &app, &caller)?;
    let read = move || -> Work<_> { Box::pin(async move { Ok(app.store().page(&list).await?.rows) }) };
    Ok(Things::whole(Whole::kept(read).along(&["tasks"])))
}

/// The reminders of a task.
async fn there(app: &App, caller: &Caller, task_id: Id) -> Result<Vec<TaskReminder>> {
    let there = sql!(
        TaskReminder,
        (Id, Id),
        "where space_id = $1 and task_id = $2 and deleted_at is null order by created_at, id limit 1000"
    );
    Ok(app.store().all(there, (caller.space_id, task_id)).await?)
}

/// Refuses whoever is not the one who wants to be told.
fn own(caller: &Caller, reminder: &TaskReminder) -> Result<()> {
    match reminder.user_id == caller.user_id {
        true => Ok(()),
        false => Err(Error::Forbidden { needed: Permission::admin("tasks").to_string() }),
    }
}

/// The reminder that is meant, of a task that is there.
async fn named(app: &App, caller: &Caller, which: &WhichReminder) -> Result<(Task, TaskReminder)> {
    let task: Task = find(app, caller, which.id).await?;
    let reminder: TaskReminder = find(app, caller, which.reminder_id).await?;
    match reminder.task_id == task.id {
        true => Ok((task, reminder)),
        false => Err(Error::NotFound { what: TaskReminder::ONE }),
    }
}

/// The same, also where it was thrown away.
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

/// A reminder with when it rings next.
async fn ringing(app: &App, reminder: TaskReminder, task: &Task) -> Result<TaskReminder> {
    let zone = events::zone_of_user(app, reminder.user_id).await?;
    let rings_at = match reminder.deleted_at {
        None => rules::rings_at(&reminder, task, app.clock().now(), &zone),
        Some(_) => None,
    };
    Ok(TaskReminder { rings_at, ..reminder })
}

/// Refuses one reminder more than a task may have.
async fn room(app: &App, caller: &Caller, task: &Task) -> Result<()> {
    match there(app, caller, task.id).await?.len() < MOST {
        true => Ok(()),
        false => Err(Error::flaw("", "too_long", format!("{MOST} reminders of a task at most"))),
    }
}

async fn create(app: App, caller: Caller, new: Edited<NewReminder, OfTask>) -> Result<Plan<TaskReminder>> {
    let task: Task = find(&app, &caller, new.which.id).await?;
    let now = app.clock().now();
    let mut reminder = TaskReminder {
        id: Id::new(app.clock()),
        space_id: caller.space_id,
        user_id: caller.user_id,
        task_id: task.id,
        at: None,
        minutes_before: None,
        rings_at: None,
        rang_at: None,
        revision: 1,
        created_at: now,
        updated_at: now,
        deleted_at: None,
    };
    new.fields.0.apply(&mut reminder);
    rules::said(&reminder, now)?;
    room(&app, &caller, &task).await?;
    let reminder = ringing(&app, reminder, &task).await?;
    Ok(Plan::new(reminder.clone()).make(&reminder).and(as_due(&task)))
}

async fn update(app: App, caller: Caller, edited: Edited<ReminderFields, WhichReminder>) -> Result<Plan<TaskReminder>> {
    let (task, before) = named(&app, &caller, &edited.which).await?;
    own(&caller, &before)?;
    Which { id: before.id, revision: edited.which.revision }.fits(TaskReminder::ONE, before.revision)?;
    let now = app.clock().now();
    let mut after = before.clone();
    let is_at = edited.fields.at.said().is_some_and(Option::is_some);
    let is_before = edited.fields.minutes_before.said().is_some_and(Option::is_some);
    edited.fields.apply(&mut after);
    // What is said last takes the place of the other, unless both are said.
    match (is_at, is_before) {
        (true, false) => after.minutes_before = None,
        (false, true) => after.at = None,
        _ => {}
    }
    if (after.at, after.minutes_before) == (before.at, before.minutes_before) {
        return Ok(Plan::new(before));
    }
    rules::said(&after, now)?;
    let after = ringing(&app, after, &task).await?;
    Ok(Plan::update(before, now, |reminder| *reminder = after).and(as_due(&task)))
}

async fn snooze(app: App, caller: Caller, snoozed: Snoozed) -> Result<Plan<TaskReminder>> {
    let Snoozed { id, reminder_id, minutes, revision } = snoozed;
    let (task, before) = named(&app, &caller, &WhichReminder { id, reminder_id, revision }).await?;
    own(&caller, &before)?;
    Which { id: before.id, revision }.fits(TaskReminder::ONE, before.revision)?;
    if !tasks::is_open(&task) {
        return Err(Error::Conflict { why: "this task is over: nothing rings for it any more".into() });
    }
    let now = app.clock().now();
    let again = now.plus(Duration::from_secs(minutes.unsigned_abs() * 60));
    Ok(Plan::update(before, now, |reminder| reminder.rings_at = Some(again)))
}

/// That a task is there and due when it was, until the batch is committed: else the reminder would miss that it moves.
fn as_due(task: &Task) -> Batch {
    let there = require!(
        (Id, Id, String),
        "select 1 from tasks where space_id = $1 and id = $2 and due_order = $3 and deleted_at is null"
    );
    Batch::new().require(Guard::new("reminders.task"), there, (task.space_id, task.id, task.due_order.clone()))
}

/// Reminders that were thrown away.
pub(crate) fn sweep(now: Instant) -> Batch {
    let old = sql!((), (Instant,), "delete from task_reminders where deleted_at < $1 /* all spaces */");
    Batch::new().run(old, (now.minus(api::KEPT_DELETED),))
}
