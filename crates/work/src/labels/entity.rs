//! The tables of labels.
use crate::Color;
use base::{Id, Instant};
use serde::{Deserialize, Serialize};
use store::Entity;
use utoipa::ToSchema;

/// A word that tasks carry.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, Deserialize, ToSchema)]
#[table("labels", scope = space)]
#[unique(space_id, id)]
#[unique(space_id, name_key, only = "deleted_at is null")]
#[index(user_id, id)]
#[index(space_id, name_key, id, only = "deleted_at is null")]
#[index(space_id, deleted_at, only = "deleted_at is not null")]
pub struct Label {
    /// Its name for programs.
    #[key]
    pub id: Id,
    /// Where it lies.
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Id,
    /// Who made it.
    #[refers("users.id", on_delete = restrict)]
    pub user_id: Id,
    /// Its name for people.
    #[check("length(name) > 0")]
    pub name: String,
    /// The name in small letters, by which it is found and sorted.
    #[check("length(name_key) > 0")]
    #[serde(skip)]
    pub name_key: String,
    /// Its colour.
    #[check("length(color) = 7")]
    pub color: Color,
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

/// That a task carries a label.
#[derive(Clone, Debug, PartialEq, Entity)]
#[table("task_labels", scope = space, clustered)]
#[index(space_id, label_id, task_id)]
#[refers(space_id, task_id, to = "tasks(space_id, id)", on_delete = cascade)]
#[refers(space_id, label_id, to = "labels(space_id, id)", on_delete = cascade)]
pub struct TaskLabel {
    /// Where both lie.
    #[key]
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Id,
    /// The task.
    #[key]
    pub task_id: Id,
    /// The label.
    #[key]
    pub label_id: Id,
}
