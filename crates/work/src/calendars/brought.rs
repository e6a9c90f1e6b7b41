//! Calendars that come from elsewhere.
use super::{Calendar, fields::NewCalendar};
use crate::{
    brought::{Brought, Origin, read},
    events::ZoneName,
};
use base::{Instant, Result};
use serde_json::{Map, Value};

impl Brought for Calendar {
    fn blank(origin: &Origin) -> Self {
        let blank = Self::blank(
            origin.id,
            origin.space_id,
            origin.user_id,
            ZoneName(origin.timezone.clone()),
            origin.created_at,
        );
        Self { updated_at: origin.updated_at, ..blank }
    }

    fn said(mut self, fields: Map<String, Value>, _: &Origin, _: Instant) -> Result<Self> {
        read::<NewCalendar>(fields)?.0.apply(&mut self);
        Ok(self)
    }
}
