//! The dashboards: how far somebody is with their tasks, and how the house is doing.
mod performance;

use account::{User, UserRole};
use api::{Answer, App, Caller, Kind, Module, Nothing, Operation, Permission, http::Route};
use base::{Error, Id, Instant, Result};
use performance::{HEALTH_OVERVIEW, PERFORMANCE};
use serde::Serialize;
use std::collections::BTreeMap;
use store::{
    OneOf, sql,
    utoipa::{self, ToSchema},
};
use work::TaskStatus;

pub(super) const MODULE: Module =
    Module { name: "dashboard", tables: &[], routes: ROUTES, own: &[], sweep: None, jobs: &[] };

const ROUTES: &[Route] = &[
    Route::get("/api/v1/dashboard", &SHOW),
    Route::get("/api/v1/performance_dashboard", &PERFORMANCE),
    Route::get("/api/v1/performance-dashboard/health-overview", &HEALTH_OVERVIEW),
];

static SHOW: Operation<Nothing, Dashboard> = Operation {
    name: "dashboard.show",
    summary: "Show who one is and how far one's tasks are.",
    permission: Permission::read("tasks"),
    reads: &["users", "tasks"],
    kind: Kind::Read(|app, caller, _| Box::pin(show(app, caller))),
};

/// Who somebody is, and how far their tasks are.
#[derive(Debug, Serialize, ToSchema)]
struct Dashboard {
    user: Person,
    progress: Progress,
    #[schema(value_type = String)]
    status: &'static str,
    last_updated: Instant,
}

#[derive(Debug, Serialize, ToSchema)]
struct Person {
    id: Id,
    email: String,
    role: UserRole,
}

/// How far tasks are.
#[derive(Debug, Default, PartialEq, Serialize, ToSchema)]
struct Progress {
    /// How many there are.
    total: i64,
    /// How much of what is to be done is done; what was cancelled is not to be done.
    completed_percent: f64,
    /// How many there are of each status.
    #[schema(value_type = Object)]
    by_status: BTreeMap<&'static str, i64>,
}

impl Answer for Dashboard {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

async fn show(app: App, caller: Caller) -> Result<Dashboard> {
    let user: Option<User> = app.store().get((caller.user_id,)).await?;
    let User { id, email, role, .. } = user.ok_or(Error::NotFound { what: "user" })?;
    let counts = sql!(
        (TaskStatus, i64),
        (Id, Id),
        "select status, count(*) from tasks where space_id = $1 and user_id = $2 and deleted_at is null group by status"
    );
    let counts = app.store().scan(counts, (caller.space_id, caller.user_id)).await?;
    let last_updated = app.clock().now();
    Ok(Dashboard { user: Person { id, email, role }, progress: progress(&counts), status: "active", last_updated })
}

fn progress(counts: &[(TaskStatus, i64)]) -> Progress {
    let of = |status: TaskStatus| counts.iter().filter(|(one, _)| *one == status).map(|(_, count)| count).sum::<i64>();
    let total = counts.iter().map(|(_, count)| count).sum();
    let wanted = total - of(TaskStatus::Cancelled);
    let part = if wanted == 0 { 0.0 } else { of(TaskStatus::Completed) as f64 / wanted as f64 };
    let by_status = TaskStatus::ALL.iter().zip(TaskStatus::TEXTS).map(|(status, text)| (*text, of(*status))).collect();
    Progress { total, completed_percent: (part * 1_000.0).round() / 10.0, by_status }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_cancelled_is_not_to_be_done() {
        assert_eq!(progress(&[]).completed_percent, 0.0);
        let counts = [(TaskStatus::Completed, 1), (TaskStatus::Pending, 2), (TaskStatus::Cancelled, 7)];
        let Progress { total, completed_percent, by_status } = progress(&counts);
        assert_eq!((total, completed_percent, by_status.len()), (10, 33.3, TaskStatus::ALL.len()));
        assert_eq!((by_status["cancelled"], by_status["on_hold"]), (7, 0));
    }
}
