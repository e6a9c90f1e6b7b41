//! What tasks do by themselves: the nearer they are due the more they ask for, also when nobody touches them.
use super::{Due, Task, score::score};
use crate::relations;
use api::{App, Job};
use base::{Id, Instant, Result};
use std::time::Duration;
use store::{Batch, sql};

pub(super) const JOBS: &[Job] =
    &[Job { name: "tasks.rank", every: Duration::from_secs(15 * 60), run: |app| Box::pin(rank(app)) }];

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Nothing changes with time for what is due later than this, or has been due for longer.
const NEAR: (Duration, Duration) = (DAY.saturating_mul(2), DAY.saturating_mul(16));
/// How many are looked at together.
const PAGE: i64 = 500;

/// Ranks the open tasks whose score changes with time or with the tasks around them.
pub(super) async fn rank(app: App) -> Result<()> {
    let near = sql!(
        Task,
        (String, String, Id, i64),
        "where deleted_at is null and status in ('pending', 'in_progress', 'on_hold') \
         and (due_order between $1 and $2 or blocking > 0 or waiting_for > 0) \
         and id > $3 order by id limit $4 /* all spaces */"
    );
    let now = app.clock().now();
    let text = |instant: Instant| Due::At(instant).to_string();
    let (from, to) = (text(now.minus(NEAR.0)), text(now.plus(NEAR.1)));
    let mut last = Id::from_bytes([0; 16]);
    loop {
        let page = app.store().stretch(near, (from.clone(), to.clone(), last, PAGE)).await?;
        let Some(end) = page.last(|task| task.id) else { return Ok(()) };
        last = end;
        let ranked = page.rows.iter().filter(|task| score(task, now).calculated_score != task.calculated_score);
        let batch = ranked.fold(Batch::new(), |batch, task| batch.and(relations::rescored(task, now)));
        if !batch.is_empty() {
            app.store().write(batch).await?;
        }
    }
}
