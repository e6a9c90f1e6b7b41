//! What those who administer the house do with the sessions of others.
use super::{Session, SessionEnd, ops::ending_all};
use crate::{spaces, users};
use api::{App, Kind, Operation, Permission, Plan, Said, Which};
use base::{Id, Instant, Result};
use store::sql;

pub(crate) static END_ALL: Operation<Which, Said> = Operation {
    name: "sessions.end_all",
    summary: "End every session of somebody; their next request is refused, and they may sign in again.",
    permission: Permission::admin("sessions").of_house(),
    reads: &["users", "sessions", "spaces"],
    kind: Kind::Write(|app, _, which| Box::pin(end_all(app, which))),
};

/// So many are told one by one; what there is beyond them ends all the same.
const TOLD: usize = 1_000;

async fn end_all(app: App, which: Which) -> Result<Plan<Said>> {
    let open = sql!(
        Session,
        (Id, Instant),
        "where user_id = $1 and ended_at is null and expires_at > $2 order by created_at desc, id desc"
    );
    let user = users::ops::find(&app, which.id).await?;
    which.fits("user", user.revision)?;
    let now = app.clock().now();
    let (open, space_id) = (app.store().readable(open, (user.id, now)).await?, spaces::own(&app, user.id).await?);
    let said = Said { message: format!("{} sessions of {} ended successfully", open.len(), user.username) };
    let plan = open.iter().take(TOLD).fold(Plan::new(said), |plan, before| {
        let after = before.clone().ended(SessionEnd::Revoked, now);
        plan.change_as(after.entry(space_id), "ended", before, &after)
    });
    Ok(plan.and(ending_all(user.id, SessionEnd::Revoked, now)))
}
