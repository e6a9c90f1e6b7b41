//! What happens to the score of a task when another one that it waits for, or that waits for it, changes.
use super::{RelationKind, TaskRelation};
use crate::{Task, tasks};
use api::{App, Caller};
use base::{Id, Instant, Result};
use store::{Batch, Statement, sql};

/// It was not edited: its revision stays.
const RESCORED: Statement<(f64, Id, Id), ()> = sql!(
    (),
    (f64, Id, Id),
    "update tasks set calculated_score = $1, \
     blocking = (select count(*) from task_relations r join tasks o on o.space_id = r.space_id and o.id = r.other_id \
     where r.space_id = $2 and r.task_id = $3 and r.kind = 'blocks' and r.deleted_at is null and o.deleted_at is null \
     and o.status in ('pending', 'in_progress', 'on_hold')), \
     waiting_for = (select count(*) from task_relations r join tasks o on o.space_id = r.space_id and o.id = r.task_id \
     where r.space_id = $2 and r.other_id = $3 and r.kind = 'blocks' and r.deleted_at is null and o.deleted_at is null \
     and o.status in ('pending', 'in_progress', 'on_hold')) \
     where space_id = $2 and id = $3"
);

/// How many open tasks wait for a task, and for how many it waits.
pub(crate) async fn counts(app: &App, caller: &Caller, id: Id) -> Result<(i64, i64)> {
    let (blocked, blockers) = neighbours(app, caller, id).await?;
    let open = |tasks: Vec<Task>| i64::try_from(tasks.iter().filter(|task| tasks::is_open(task)).count()).unwrap_or(0);
    Ok((open(blocked), open(blockers)))
}

/// What becomes of the tasks around one that was opened (1) or closed (-1).
pub(crate) async fn ripples(app: &App, caller: &Caller, id: Id, by: i64) -> Result<Batch> {
    let now = app.clock().now();
    let (blocked, blockers) = neighbours(app, caller, id).await?;
    let blocked = blocked.into_iter().map(|task| Task { waiting_for: (task.waiting_for + by).max(0), ..task });
    let blockers = blockers.into_iter().map(|task| Task { blocking: (task.blocking + by).max(0), ..task });
    Ok(blocked.chain(blockers).fold(Batch::new(), |batch, task| batch.and(rescored(&task, now))))
}

/// What becomes of the two tasks of a relation that comes (1) or goes (-1).
pub(super) async fn of_relation(app: &App, caller: &Caller, relation: &TaskRelation, by: i64) -> Result<Batch> {
    if relation.kind != RelationKind::Blocks {
        return Ok(Batch::new());
    }
    let find = async |id| app.store().get::<Task>((caller.space_id, id)).await;
    let (Some(task), Some(other)) = (find(relation.task_id).await?, find(relation.other_id).await?) else {
        return Ok(Batch::new());
    };
    let now = app.clock().now();
    let counted = |other: &Task| if tasks::is_open(other) { by } else { 0 };
    let (blocking, waiting_for) = (task.blocking + counted(&other), other.waiting_for + counted(&task));
    let (task, other) = (Task { blocking: blocking.max(0), ..task }, Task { waiting_for: waiting_for.max(0), ..other });
    Ok(rescored(&task, now).and(rescored(&other, now)))
}

/// The tasks that wait for a task, and those for which it waits, but for what was thrown away.
async fn neighbours(app: &App, caller: &Caller, id: Id) -> Result<(Vec<Task>, Vec<Task>)> {
    let blocked = sql!(
        Task,
        (Id, Id),
        "where space_id = $1 and deleted_at is null and id in \
         (select other_id from task_relations where space_id = $1 and task_id = $2 and kind = 'blocks' and deleted_at is null)"
    );
    let blockers = sql!(
        Task,
        (Id, Id),
        "where space_id = $1 and deleted_at is null and id in \
         (select task_id from task_relations where space_id = $1 and other_id = $2 and kind = 'blocks' and deleted_at is null)"
    );
    let arguments = (caller.space_id, id);
    Ok((app.store().readable(blocked, arguments).await?, app.store().readable(blockers, arguments).await?))
}

/// A task with its numbers as the relations say, and the score that follows from those it has here.
pub(crate) fn rescored(task: &Task, now: Instant) -> Batch {
    Batch::new().run(RESCORED, (tasks::score(task, now).calculated_score, task.space_id, task.id))
}
