//! The table of relations.
use base::{Id, Instant};
use serde::{Deserialize, Serialize};
use store::{Entity, OneOf};
use utoipa::ToSchema;

/// That a task has to do with another.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, Deserialize, ToSchema)]
#[table("task_relations", scope = space)]
#[index(user_id, id)]
#[unique(space_id, task_id, kind, other_id, only = "deleted_at is null")]
#[unique(space_id, other_id, only = "kind = 'parent' and deleted_at is null")]
#[index(space_id, other_id, kind)]
#[index(space_id, created_at, id, only = "deleted_at is null")]
#[index(space_id, deleted_at, only = "deleted_at is not null")]
#[refers(space_id, task_id, to = "tasks(space_id, id)", on_delete = cascade)]
#[refers(space_id, other_id, to = "tasks(space_id, id)", on_delete = cascade)]
pub struct TaskRelation {
    /// Its name for programs.
    #[key]
    pub id: Id,
    /// Where it lies.
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Id,
    /// Who said so.
    #[refers("users.id", on_delete = restrict)]
    pub user_id: Id,
    /// The task that blocks, precedes, duplicates or contains the other.
    pub task_id: Id,
    /// What they have to do with each other.
    pub kind: RelationKind,
    /// The other task.
    pub other_id: Id,
    /// Goes up by one with every change.
    #[default(1)]
    #[check("revision >= 1")]
    pub revision: i64,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// When it was thrown away; it can be had back until it is purged.
    pub deleted_at: Option<Instant>,
}

/// What a task has to do with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum RelationKind {
    /// The other cannot be done before it.
    Blocks,
    /// The other comes after it.
    Precedes,
    /// They have something in common.
    Relates,
    /// It is the same as the other, said again.
    Duplicates,
    /// The other is a part of it.
    Parent,
}
