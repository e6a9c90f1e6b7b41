//! The table of calendars.
use crate::{Color, events::ZoneName};
use base::{Id, Instant};
use serde::{Deserialize, Serialize};
use store::Entity;
use utoipa::ToSchema;

/// What events lie in.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, Deserialize, ToSchema)]
#[table("calendars", scope = space)]
#[unique(space_id, id)]
#[unique(space_id, only = "is_default and deleted_at is null")]
#[index(user_id, id)]
#[index(space_id, deleted_at)]
pub struct Calendar {
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
    /// Its colour.
    #[check("length(color) = 7")]
    pub color: Color,
    /// The time zone of events that name none.
    pub timezone: ZoneName,
    /// Its place among the calendars; of two in one place the older comes first.
    pub position: i64,
    /// Whether events that name no calendar go into it.
    pub is_default: bool,
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
