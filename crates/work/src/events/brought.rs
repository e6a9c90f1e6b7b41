//! Events that come from elsewhere.
use super::{
    CalendarEvent, EventEnd, NewEvent, ZoneName,
    rules::{self, Said},
};
use crate::{
    Calendar,
    brought::{Brought, Origin, read},
    maker::Maker,
};
use base::{Instant, Result};
use ical::Zone;
use serde_json::{Map, Value};

impl Brought for CalendarEvent {
    /// It lies in the calendar of that name, on the clock of its owner.
    fn blank(origin: &Origin) -> Self {
        let calendar =
            <Calendar as Brought>::blank(&Origin { id: origin.within.unwrap_or(origin.id), ..origin.clone() });
        let maker =
            Maker { id: origin.id, space_id: calendar.space_id, user_id: origin.user_id, at: origin.created_at };
        Self { updated_at: origin.updated_at, ..rules::blank(&maker, &calendar) }
    }

    fn said(self, mut fields: Map<String, Value>, origin: &Origin, now: Instant) -> Result<Self> {
        let google_event_id = fields.remove("google_event_id").and_then(|id| id.as_str().map(str::to_owned));
        let new: NewEvent = read(fields)?;
        let own = ZoneName(origin.timezone.clone()).zone().unwrap_or(Zone::UTC);
        let is_end_said = new.0.end.said().is_some();
        let mut after = Self { google_event_id, ..self.clone() };
        new.0.apply(&mut after);
        if !is_end_said {
            after.ends.0 = rules::usual_end(after.starts);
        }
        // What nobody gave an end may take no time; what was given one may not.
        let before = if is_end_said { self } else { Self { ends: EventEnd(self.starts), ..self } };
        Ok(rules::edited(&before, after, &Said::ALL, &own)?.settled(now))
    }

    /// When it rings next goes by the time of day.
    fn is_as_good_as(&self, other: &Self) -> bool {
        Self { rings_at: other.rings_at, ..self.clone() } == *other
    }
}
