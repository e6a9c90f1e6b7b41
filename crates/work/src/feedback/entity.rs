//! The table of feedback.
use base::{Id, Instant};
use serde::{Deserialize, Serialize};
use store::Entity;
use utoipa::ToSchema;

/// How a task went.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, Deserialize, ToSchema)]
#[table("task_feedback", scope = space)]
#[index(user_id, id)]
#[index(space_id, created_at, id, only = "deleted_at is null")]
#[index(space_id, opportunity_id, created_at, id)]
#[refers(space_id, opportunity_id, to = "tasks(space_id, id)", on_delete = cascade)]
pub struct TaskFeedback {
    /// Its name for programs.
    #[key]
    pub id: Id,
    /// Where it lies.
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Id,
    /// For whom it went so.
    #[refers("users.id", on_delete = restrict)]
    pub user_id: Id,
    /// The task or opportunity.
    pub opportunity_id: Id,
    /// How it felt, in a word.
    #[check("length(feeling) > 0")]
    pub feeling: String,
    /// How hard it was, from 1 to 10.
    #[check("difficulty between 1 and 10")]
    pub difficulty: i64,
    /// How much strength was left, from 1 to 10.
    #[check("energy between 1 and 10")]
    pub energy: i64,
    /// The category it was put into.
    pub category: Option<String>,
    /// When it was done.
    pub completed_at: Option<Instant>,
    /// What else is to be said.
    pub notes: Option<String>,
    /// Whether something stood in the way.
    pub blockers_encountered: bool,
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
