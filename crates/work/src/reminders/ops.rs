//! What can be done with reminders. Whoever reads a task sees them; whoever wants to be told says when.
use super::{
    TaskReminder,
    fields::{NewReminder, OfTask, ReminderFields, RemindersWanted, Snoozed, WhichReminder},
    rules,
};
use crate::{
    Task, events,
    filters::{Asked, FilterNoun},
    tasks,
};
use api::{
    Answer, App, Caller, Edited, Kind, Operation, Permission, Plan, Said, Thing, Things, Which, Whole, Work, find,
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

pub(super) const READ: Permission = Permission::read("tasks");
pub(super) const WRITE: Permission = Permission::write("tasks");
pub(super) const READS: &[&str] = &["tasks", "labels", "task_labels", "task_reminders", "user_settings"];
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
    Ok(app.store().readable(there, (caller.space_id, task_id)).await?)
}

/// Refuses whoever is not the one who wants to be told.
pub(super) fn own(caller: &Caller, reminder: &TaskReminder) -> Result<()> {
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

/// A reminder with when it rings next.
pub(super) async fn ringing(app: &App, reminder: TaskReminder, task: &Task) -> Result<TaskReminder> {
    let zone = events::zone_of_user(app, reminder.user_id).await?;
    let rings_at = match reminder.deleted_at {
        None => rules::rings_at(&reminder, task, app.clock().now(), &zone),
        Some(_) => None,
    };
    Ok(TaskReminder { rings_at, ..reminder })
}

/// Refuses one reminder more than a task may have.
pub(super) async fn room(app: &App, caller: &Caller, task: &Task) -> Result<()> {
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
pub(super) fn as_due(task: &Task) -> Batch {
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
