//! Reminders of somebody whose clock shows another time now: a day begins for them when it begins there.
use super::{TaskReminder, rules};
use crate::{Task, tasks};
use api::{App, Plan};
use base::{Id, Instant, Result};
use ical::Zone;
use store::{Batch, Guard, Statement, sql};

/// Those that have still to ring and go by the day of their task.
const BY_DAY: Statement<(Id, Id, i64), TaskReminder> = sql!(
    TaskReminder,
    (Id, Id, i64),
    "where user_id = $1 and id > $2 and rings_at is not null and minutes_before is not null and deleted_at is null \
     order by id limit $3 /* all spaces */"
);

/// One that was put off meanwhile, or has rung, is reckoned the next time if at all.
const CURRENT: Guard = Guard::new("reminders.current");
const RINGS: Statement<(Instant, Id, Id, Instant), ()> = sql!(
    (),
    (Instant, Id, Id, Instant),
    "update task_reminders set rings_at = $1 where space_id = $2 and id = $3 and rings_at = $4"
);

/// The task of one; nothing where it cannot be read, for then nobody knows when it is due.
const TASK: Statement<(Id, Id), Task> = sql!(Task, (Id, Id), "where space_id = $1 and id = $2");

/// How many are looked at together.
const PAGE: i64 = 1_000;

/// What becomes of somebody's reminders; nobody has edited them. What would have rung already by their clock of now rings at once.
pub(crate) async fn rezoned(app: &App, user_id: Id, [from, to]: [&Zone; 2], now: Instant) -> Result<Plan<()>> {
    let (mut plan, mut last) = (Plan::new(()), Id::from_bytes([0; 16]));
    loop {
        let page = app.store().stretch(BY_DAY, (user_id, last, PAGE)).await?;
        let Some(end) = page.last(|reminder| reminder.id) else { return Ok(plan) };
        last = end;
        for reminder in page.rows {
            let task = app.store().readable(TASK, (reminder.space_id, reminder.task_id)).await?.pop();
            let Some(task) = task.filter(tasks::is_open) else { continue };
            let by = |zone: &Zone| rules::rings_at(&reminder, &task, Instant::MIN, zone);
            let (Some(at), Some(next)) = (by(from).filter(|at| reminder.rings_at == Some(*at)), by(to)) else {
                continue;
            };
            if at != next {
                let next = next.max(now);
                let after = TaskReminder { rings_at: Some(next), ..reminder.clone() };
                let row = (next, reminder.space_id, reminder.id, at);
                plan = plan.go_on("moved", &reminder, &after, Batch::new().run_one(CURRENT, RINGS, row));
            }
        }
    }
}
