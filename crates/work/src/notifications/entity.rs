//! The table of notifications.
use crate::EventTime;
use base::{Id, Instant};
use serde::{Deserialize, Serialize};
use store::{Entity, OneOf};
use utoipa::ToSchema;

/// What somebody is to know.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, Deserialize, ToSchema)]
#[table("notifications", scope = space)]
#[index(user_id, id)]
#[index(space_id, made_at, id, only = "deleted_at is null")]
#[index(space_id, id, only = "read_at is null and deleted_at is null")]
#[index(space_id, deleted_at, id, only = "deleted_at is not null")]
#[index(made_at)]
pub struct Notification {
    /// Its name for programs.
    #[key]
    pub id: Id,
    /// The own space of whom it is for.
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Id,
    /// Whom it is for.
    #[refers("users.id", on_delete = cascade)]
    pub user_id: Id,
    /// What it is about.
    pub kind: NotificationKind,
    /// What there is to know.
    pub text: String,
    /// The thing that it is about.
    pub about_id: Id,
    /// The space in which that lies.
    pub about_space_id: Id,
    /// Which instance of an event that recurs, as its list names it.
    pub about_recurrence_id: Option<EventTime>,
    /// When the event that it is about begins: a day or an instant.
    #[check("length(about_start) in (10, 27)")]
    pub about_start: Option<EventTime>,
    /// The reminder that has rung, if one has.
    pub reminder_id: Option<Id>,
    /// When it was to be told.
    pub at: Instant,
    /// Whether it comes later than it was to: nobody was there to tell it.
    pub is_late: bool,
    /// When it was read.
    pub read_at: Option<Instant>,
    /// Goes up by one with every change.
    #[check("revision >= 1")]
    pub revision: i64,
    /// When it was made.
    pub made_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// When it was thrown away; it can be had back until it is forgotten, 90 days after it was made.
    pub deleted_at: Option<Instant>,
}

/// What a notification is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum NotificationKind {
    /// A task, of which somebody wanted to be reminded.
    TaskReminder,
    /// An event that is about to begin.
    EventReminder,
}
