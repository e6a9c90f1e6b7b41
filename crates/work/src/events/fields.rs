//! What a client may say of an event, and how far it may go.
use super::{
    CalendarEvent, EventEnd, EventStatus, EventTime, Recurrence, Times, Transparency, ZoneName, minutes::Minutes,
};
use crate::{Words, held::Held};
use api::Bound;
use base::Id;
use serde_json::Value;

/// The longest of the short texts.
const WORD: Bound = Bound::Text(0, 200);
/// The largest of the documents.
const DOCUMENT: Bound = Bound::Json(64_000);
/// A year of minutes: nobody is reminded earlier.
const MINUTES: Bound = Bound::Number(0.0, 525_600.0);

api::fields! { EventFields, NewEvent of CalendarEvent, needs title, start;
    /// The calendar it lies in; without a word, the default one.
    calendar_id: Id;
    /// What takes place.
    title: String = Bound::Text(1, 500);
    /// More about it.
    description: Option<String> = Bound::Text(0, 20_000);
    /// Where it takes place.
    location: Option<String> = Bound::Text(0, 2_000);
    /// The category it is put into.
    category: String = Bound::Text(1, 200);
    /// When it begins: a day, a time on the clock of its time zone, or an instant.
    start in starts: EventTime;
    /// When it is over, the day after the last or a time; without a word, a day lasts a day and a time takes no time.
    end in ends: EventEnd;
    /// Its time zone; without a word that of its calendar. Nothing lets it take place by the clock on the wall, wherever one is.
    timezone: Option<ZoneName> = Bound::None;
    /// How it recurs, as a rule of iCalendar.
    recurrence_rule: Option<Recurrence>;
    /// When else it takes place.
    rdates: Times = Bound::None;
    /// When it does not take place although the rule says so.
    exdates: Times = Bound::None;
    /// Who takes part.
    attendees: Held<Words> = Bound::Text(0, 500);
    /// How much it matters, from 1 to 5.
    priority: i64 = Bound::Number(1.0, 5.0);
    /// Whether it takes place.
    status: Held<EventStatus>;
    /// Whether it takes up time.
    transparency: Held<Transparency>;
    /// The kind of event.
    event_type: String = Bound::Text(1, 200);
    /// How well it can be moved, from 0 to 1.
    movability_score: f64 = Bound::Number(0.0, 1.0);
    /// Whether it may be moved.
    is_movable: bool;
    /// How many minutes before it somebody is reminded.
    reminder_minutes: Option<i64> = MINUTES;
    /// How many minutes before it somebody is reminded besides.
    reminders: Held<Minutes> = MINUTES;
    /// How much its importance weighs.
    importance_weight: f64 = Bound::Number(0.0, 2.0);
    /// The words it is about.
    semantic_keywords: Option<Held<Value>> = DOCUMENT;
    /// Its place in the index of meanings.
    semantic_embedding_id: Option<String> = WORD;
    /// The category its words suggest.
    semantic_category: Option<String> = WORD;
    /// What else its words suggest.
    semantic_tags: Option<Held<Value>> = DOCUMENT;
    /// It, in a sentence.
    semantic_summary: Option<String> = Bound::Text(0, 2_000);
}
