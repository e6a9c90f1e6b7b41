//! The tables of what came with files, and of addresses under which calendars are read.
use base::{Id, Instant, Result};
use serde::Serialize;
use std::borrow::Cow;
use store::Entity;
use utoipa::ToSchema;

/// An event as a file has said it: what nobody here knows of it is written again as it came.
#[derive(Clone, Debug, PartialEq, Entity)]
#[table("event_texts", scope = space)]
#[refers(space_id, event_id, to = "events(space_id, id)", on_delete = cascade)]
pub struct EventText {
    /// The event.
    #[key]
    pub event_id: Id,
    /// Where it lies.
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Id,
    /// Its lines, from `BEGIN:VEVENT` to `END:VEVENT`.
    #[check("length(text) > 0")]
    pub text: Vec<u8>,
    /// The time zones that they name, one on each line.
    pub zones: String,
    /// The revision of the event that says the same.
    #[check("revision >= 0")]
    pub revision: i64,
}

/// What files have said of a calendar as a whole, with the time zones that nobody knows but they.
#[derive(Clone, Debug, PartialEq, Entity)]
#[table("calendar_texts", scope = space)]
#[refers(space_id, calendar_id, to = "calendars(space_id, id)", on_delete = cascade)]
pub struct CalendarText {
    /// The calendar.
    #[key]
    pub calendar_id: Id,
    /// Where it lies.
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Id,
    /// Its lines, from `BEGIN:VCALENDAR` to `END:VCALENDAR`, without the events.
    #[check("length(text) > 0")]
    pub text: Vec<u8>,
    /// Goes up by one with every change.
    #[check("revision >= 1")]
    pub revision: i64,
}

/// A private address under which somebody's programs read a calendar.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, ToSchema)]
#[table("calendar_feeds", scope = space, clustered)]
#[refers(space_id, calendar_id, to = "calendars(space_id, id)", on_delete = cascade)]
#[unique(token_hash)]
pub struct CalendarFeed {
    /// Where the calendar lies.
    #[key]
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Id,
    /// The calendar.
    #[key]
    pub calendar_id: Id,
    /// Whose address it is.
    #[key]
    #[index]
    #[refers("users.id", on_delete = cascade)]
    pub user_id: Id,
    /// The SHA-256 of what the address holds.
    #[serde(skip)]
    #[check("length(token_hash) = 32")]
    pub token_hash: Vec<u8>,
    /// Goes up by one with every new address.
    #[check("revision >= 1")]
    pub revision: i64,
    /// Since when there is this one.
    pub created_at: Instant,
    /// When it was last read, to the minute.
    pub read_at: Option<Instant>,
}

/// Lines of a file, as whoever takes them along reads them.
#[derive(Serialize)]
struct Told<'a> {
    id: Id,
    space_id: Id,
    text: Cow<'a, str>,
    zones: &'a str,
}

impl EventText {
    /// All of it as JSON, for somebody who takes it along.
    pub(super) fn told(&self) -> Result<Vec<u8>> {
        let text = String::from_utf8_lossy(&self.text);
        api::json(&Told { id: self.event_id, space_id: self.space_id, text, zones: &self.zones })
    }
}

impl CalendarText {
    /// All of it as JSON, for somebody who takes it along.
    pub(super) fn told(&self) -> Result<Vec<u8>> {
        let text = String::from_utf8_lossy(&self.text);
        api::json(&Told { id: self.calendar_id, space_id: self.space_id, text, zones: "" })
    }
}
