//! The table of subtasks.
use crate::{TaskPriority, Words};
use base::{Id, Instant};
use serde::{Deserialize, Serialize};
use store::Entity;
use utoipa::ToSchema;

/// A step of a task.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, Deserialize, ToSchema)]
#[table("subtasks", scope = space)]
#[index(user_id, id)]
#[index(space_id, task_id, position, id)]
#[refers(space_id, task_id, to = "tasks(space_id, id)", on_delete = cascade)]
pub struct Subtask {
    /// Its name for programs.
    #[key]
    pub id: Id,
    /// Where it lies.
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Id,
    /// Who made it.
    #[refers("users.id", on_delete = restrict)]
    pub user_id: Id,
    /// The task it is a step of.
    pub task_id: Id,
    /// Its place among the steps, from 1 on.
    #[check("position >= 1")]
    pub position: i64,
    /// What is to be done.
    #[check("length(title) > 0")]
    pub title: String,
    /// More about it.
    pub description: Option<String>,
    /// How long it is thought to take.
    #[check("estimated_hours >= 0")]
    pub estimated_hours: Option<f64>,
    /// How much it matters that it is done soon.
    #[default("medium")]
    pub priority: TaskPriority,
    /// The kind of step.
    #[default("execution")]
    pub category: String,
    /// Whether it is done.
    pub completed: bool,
    /// What must be there before.
    pub prerequisites: Words,
    /// What is there afterwards.
    pub deliverables: Words,
    /// Goes up by one with every change.
    #[check("revision >= 1")]
    pub revision: i64,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// When it was thrown away; it can be had back until it is purged.
    pub deleted_at: Option<Instant>,
}
