//! The table of reminders.
use base::{Id, Instant};
use serde::{Deserialize, Serialize};
use store::Entity;
use utoipa::ToSchema;

/// That somebody wants to be told of a task.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, Deserialize, ToSchema)]
#[table("task_reminders", scope = space)]
#[index(user_id, id)]
#[index(space_id, task_id, created_at, id)]
#[index(rings_at, id, only = "rings_at is not null")]
#[index(deleted_at, only = "deleted_at is not null")]
#[refers(space_id, task_id, to = "tasks(space_id, id)", on_delete = cascade)]
#[check(at, minutes_before, holds = "(at is null) <> (minutes_before is null)")]
pub struct TaskReminder {
    /// Its name for programs.
    #[key]
    pub id: Id,
    /// Where it lies.
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Id,
    /// Who wants to be told.
    #[refers("users.id", on_delete = restrict)]
    pub user_id: Id,
    /// The task.
    pub task_id: Id,
    /// The instant at which to tell it.
    pub at: Option<Instant>,
    /// How many minutes before the task is due; a day is due as it begins, for whoever wants to be told.
    #[check("minutes_before between -1440 and 525600")]
    pub minutes_before: Option<i64>,
    /// When it rings next; nothing where it has rung, or has nothing to ring for.
    pub rings_at: Option<Instant>,
    /// When it last rang.
    pub rang_at: Option<Instant>,
    /// Goes up by one with every change that somebody makes.
    #[check("revision >= 1")]
    pub revision: i64,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// When it was thrown away.
    pub deleted_at: Option<Instant>,
}
