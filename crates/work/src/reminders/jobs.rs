//! Reminders ring: each becomes a notification once, whoever of several processes gets hold of it.
use super::{TaskReminder, rules};
use crate::{Notification, NotificationKind, Task, notifications, tasks};
use api::{App, Caller, Grants, Job, Level, Plan};
use base::{Id, Instant, Result};
use std::time::Duration;
use store::{Batch, Guard, Statement, require, sql};

pub(super) const JOBS: &[Job] =
    &[Job { name: "reminders.ring", every: Duration::from_secs(15), run: |app| Box::pin(ring(app)) }];

/// How many are looked at together.
const PAGE: i64 = 200;

type Due = (Instant, Id, Id);

const DUE: Statement<(Instant, Instant, Id, i64), Due> = sql!(
    Due,
    (Instant, Instant, Id, i64),
    "select rings_at, id, space_id from task_reminders where rings_at is not null and rings_at <= $1 and (rings_at, id) > ($2, $3) \
     order by rings_at, id limit $4 /* all spaces */"
);

/// Of all who look at a reminder, one takes it.
const TAKEN: Statement<(Option<Instant>, Id, Id, Instant), ()> = sql!(
    (),
    (Option<Instant>, Id, Id, Instant),
    "update task_reminders set rings_at = null, rang_at = $1 where space_id = $2 and id = $3 and rings_at = $4"
);

/// Lets everything ring that is due by now.
pub(crate) async fn ring(app: App) -> Result<()> {
    let now = app.clock().now();
    let mut last = (Instant::MIN, Id::from_bytes([0; 16]));
    loop {
        let page = app.store().readable(DUE, (now, last.0, last.1, PAGE)).await?;
        let Some(end) = page.last() else { return Ok(()) };
        last = (end.0, end.1);
        for due in page {
            // What cannot ring now is tried the next time, and keeps nobody else from ringing.
            if let Err(error) = one(&app, due, now).await {
                tracing::warn!(reminder = %due.1, %error, "a reminder could not ring");
            }
        }
    }
}

async fn one(app: &App, (at, id, space_id): Due, now: Instant) -> Result<()> {
    let found = app.store().get::<TaskReminder>((space_id, id)).await?;
    let Some(reminder) = &found.filter(|reminder| reminder.rings_at == Some(at)) else { return Ok(()) };
    let taken = |plan: Plan<()>, verb: &'static str, rang_at: Option<Instant>| {
        let row = (rang_at, reminder.space_id, reminder.id, at);
        let after = TaskReminder { rings_at: None, rang_at, ..reminder.clone() };
        plan.go_on(verb, reminder, &after, Batch::new().run_one(Guard::new("reminders.taken"), TAKEN, row))
    };
    let caller = |space_id: Id, id: Id| {
        let grants = Grants::new(Some(Level::Admin), None);
        Caller::new(reminder.user_id, space_id, grants, format!("job_{id}"))
    };
    let task = app.store().get::<Task>((reminder.space_id, reminder.task_id)).await?;
    let inbox = notifications::inbox(app, reminder.user_id, reminder.space_id).await?;
    let is_wanted = reminder.deleted_at.is_none();
    let (Some(task), Some(inbox)) = (task.filter(|task| is_wanted && tasks::is_open(task)), inbox) else {
        // Nobody waits for it any more: it is done, gone, or somebody has left.
        let caller = caller(reminder.space_id, reminder.id);
        let plan = taken(Plan::new(()), "stilled", reminder.rang_at);
        return api::done_by_itself(app, &caller, "reminders.still", plan).await.map(drop);
    };
    let notification = Notification {
        id: Id::new(app.clock()),
        space_id: inbox,
        user_id: reminder.user_id,
        kind: NotificationKind::TaskReminder,
        text: task.title,
        about_id: task.id,
        about_space_id: task.space_id,
        about_recurrence_id: None,
        about_start: None,
        reminder_id: Some(reminder.id),
        at,
        is_late: rules::is_late(at, now),
        read_at: None,
        revision: 1,
        made_at: now,
        updated_at: now,
        deleted_at: None,
    };
    let open = require!(
        (Id, Id),
        "select 1 from tasks where space_id = $1 and id = $2 and deleted_at is null \
         and status in ('pending', 'in_progress', 'on_hold')"
    );
    let open = Batch::new().require(Guard::new("reminders.open"), open, (task.space_id, task.id));
    let plan = taken(Plan::new(()).and(open), "rang", Some(now)).make(&notification);
    let caller = caller(inbox, notification.id);
    // Whoever was faster has done it; a task that was just done is looked at again the next time.
    api::done_by_itself(app, &caller, "reminders.ring", plan).await.map(drop)
}
