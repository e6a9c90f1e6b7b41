//! The table of projects.
use base::{Id, Instant};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Entity, OneOf};
use utoipa::ToSchema;

/// What tasks are gathered under.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, Deserialize, ToSchema)]
#[table("projects", scope = space)]
#[unique(space_id, id)]
#[index(user_id, id)]
#[index(space_id, created_at, id, only = "deleted_at is null")]
#[index(space_id, deleted_at, only = "deleted_at is not null")]
pub struct Project {
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
    /// What it is about.
    pub description: Option<String>,
    /// The kind of project.
    pub project_type: Option<String>,
    /// The language it is written in.
    pub programming_language: Option<String>,
    /// The framework it stands on.
    pub framework: Option<String>,
    /// Where its code lives.
    pub repository_url: Option<String>,
    /// Where its code lies on the owner's machine.
    pub local_path: Option<String>,
    /// How far it is.
    #[default("active")]
    pub status: ProjectStatus,
    /// What else is known.
    pub project_metadata: Option<Value>,
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

/// How far a project is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum ProjectStatus {
    /// Being worked on.
    Active,
    /// Waiting.
    OnHold,
    /// Done.
    Completed,
    /// Put away.
    Archived,
}
