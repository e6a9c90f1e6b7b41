//! The table of events.
use super::{EventEnd, EventTime, Recurrence, Times, ZoneName, minutes::Minutes};
use crate::{
    Words,
    held::{Held, Partly},
};
use base::{Id, Instant};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Entity, OneOf};
use utoipa::ToSchema;

/// Something that takes place, once or again and again; or what became of one instance of a series.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, Deserialize, ToSchema)]
#[table("events", scope = space)]
#[unique(space_id, id)]
#[unique(google_event_id)]
#[unique(calendar_id, uid, only = "series_id is null and deleted_at is null")]
#[unique(series_id, recurrence_id, only = "deleted_at is null")]
#[index(user_id, id)]
#[index(space_id, is_long, first_at, id, only = "deleted_at is null")]
#[index(space_id, is_long, last_at, id, only = "deleted_at is null")]
#[index(space_id, deleted_at, id, only = "deleted_at is not null")]
#[index(space_id, calendar_id, id)]
#[index(space_id, series_id)]
#[index(rings_at, id, only = "rings_at is not null")]
#[index(space_id, id, only = "timezone is null and rings_at is not null")]
#[refers(space_id, calendar_id, to = "calendars(space_id, id)", on_delete = cascade)]
#[refers(space_id, series_id, to = "events(space_id, id)", on_delete = cascade)]
pub struct CalendarEvent {
    /// Its name for programs.
    #[key]
    pub id: Id,
    /// Where it lies.
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Id,
    /// Who made it.
    #[refers("users.id", on_delete = restrict)]
    pub user_id: Id,
    /// The calendar it lies in.
    pub calendar_id: Id,
    /// The series of which it overrides an instance.
    pub series_id: Option<Id>,
    /// Which instance of the series: when it begins by the rule, on the clock of the series.
    pub recurrence_id: Option<EventTime>,
    /// Its name among calendars.
    #[check("length(uid) > 0")]
    pub uid: String,
    /// What takes place.
    #[check("length(title) > 0")]
    pub title: String,
    /// More about it.
    pub description: Option<String>,
    /// Where it takes place.
    pub location: Option<String>,
    /// The category it was put into.
    #[default("Default")]
    pub category: String,
    /// When it begins, on the clock of its time zone: a day, or a time.
    #[serde(rename = "start")]
    #[check("length(starts) in (10, 19)")]
    pub starts: EventTime,
    /// When it is over: the day after the last, or a time.
    #[serde(rename = "end")]
    #[check("length(ends) in (10, 19)")]
    pub ends: EventEnd,
    /// Its time zone; nothing, where it takes place when the clock on the wall shows that time, wherever one is.
    pub timezone: Option<ZoneName>,
    /// How it recurs.
    pub recurrence_rule: Option<Recurrence>,
    /// When else it takes place.
    pub rdates: Times,
    /// When it does not take place although the rule says so.
    pub exdates: Times,
    /// Who takes part.
    #[schema(value_type = Words)]
    pub attendees: Held<Words>,
    /// How much it matters, from 1 to 5.
    #[default(3)]
    #[check("priority between 1 and 5")]
    pub priority: i64,
    /// Whether it takes place.
    #[default("confirmed")]
    #[schema(value_type = EventStatus)]
    pub status: Held<EventStatus>,
    /// Whether it takes up time.
    #[default("busy")]
    #[schema(value_type = Transparency)]
    pub transparency: Held<Transparency>,
    /// The kind of event.
    #[default("meeting")]
    pub event_type: String,
    /// How well it can be moved, from 0 to 1.
    #[check("movability_score between 0 and 1")]
    pub movability_score: f64,
    /// Whether it may be moved.
    #[default(true)]
    pub is_movable: bool,
    /// How many minutes before it somebody is reminded.
    #[default(15)]
    #[check("reminder_minutes >= 0")]
    pub reminder_minutes: Option<i64>,
    /// How many minutes before it somebody is reminded besides.
    #[schema(value_type = Minutes)]
    pub reminders: Held<Minutes>,
    /// How much its importance weighs.
    #[default(1)]
    pub importance_weight: f64,
    /// Its name at Google.
    pub google_event_id: Option<String>,
    /// The words it is about.
    #[schema(value_type = Option<Value>)]
    pub semantic_keywords: Option<Held<Value>>,
    /// Its place in the index of meanings.
    pub semantic_embedding_id: Option<String>,
    /// The category its words suggest.
    pub semantic_category: Option<String>,
    /// What else its words suggest.
    #[schema(value_type = Option<Value>)]
    pub semantic_tags: Option<Held<Value>>,
    /// It, in a sentence.
    pub semantic_summary: Option<String>,
    /// Before this instant nothing of it takes place, wherever one is.
    #[serde(skip, default = "super::rules::beginning")]
    pub first_at: Instant,
    /// After this instant nothing of it takes place, wherever one is.
    #[serde(skip, default = "super::rules::beginning")]
    pub last_at: Instant,
    /// Whether it recurs or takes longer than a week: what does not is found by when it begins alone.
    #[serde(skip)]
    pub is_long: bool,
    /// When it is to be looked at whether it rings; nothing, where nothing of it rings any more.
    #[serde(skip)]
    pub rings_at: Option<Instant>,
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

/// Whether an event takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum EventStatus {
    /// Surely.
    Confirmed,
    /// Perhaps.
    Tentative,
    /// Not any more.
    Cancelled,
}

/// Whether an event takes up time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum Transparency {
    /// Whoever is there is nowhere else.
    Busy,
    /// One may be elsewhere too.
    Free,
}

/// Whoever waits for it is not disappointed.
impl Partly for EventStatus {
    fn partly(_: &str) -> Self {
        Self::Confirmed
    }
}

/// Nobody is told to be free who may not be.
impl Partly for Transparency {
    fn partly(_: &str) -> Self {
        Self::Busy
    }
}
