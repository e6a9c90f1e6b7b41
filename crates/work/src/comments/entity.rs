//! The table of comments.
use base::{Id, Instant};
use serde::{Deserialize, Serialize};
use store::Entity;
use utoipa::ToSchema;

/// What somebody says about a task.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, Deserialize, ToSchema)]
#[table("comments", scope = space)]
#[index(user_id, id)]
#[index(space_id, created_at, id, only = "deleted_at is null")]
#[index(space_id, task_id, created_at, id)]
#[refers(space_id, task_id, to = "tasks(space_id, id)", on_delete = cascade)]
pub struct Comment {
    /// Its name for programs.
    #[key]
    pub id: Id,
    /// Where it lies.
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Id,
    /// Who says it.
    #[refers("users.id", on_delete = restrict)]
    pub user_id: Id,
    /// The task it is about.
    pub task_id: Id,
    /// What is said.
    #[check("length(body) > 0")]
    pub body: String,
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
