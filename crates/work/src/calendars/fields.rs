//! What a client may say of a calendar, and how far it may go.
use super::Calendar;
use crate::{Color, events::ZoneName};
use api::Bound;

api::fields! { CalendarFields, NewCalendar of Calendar, needs name;
    /// Its name for people.
    name: String = Bound::Text(1, 200);
    /// What it is about.
    description: Option<String> = Bound::Text(0, 20_000);
    /// Its colour.
    color: Color;
    /// The time zone of events that name none.
    timezone: ZoneName = Bound::None;
    /// Its place among the calendars.
    position: i64 = Bound::Number(-1_000_000.0, 1_000_000.0);
    /// Whether events that name no calendar go into it; at most one calendar of a space is that.
    is_default: bool;
}
