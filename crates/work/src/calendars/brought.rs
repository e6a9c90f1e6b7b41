//! Calendars that come from elsewhere.
use super::{Calendar, fields::NewCalendar, find::COLOR};
use crate::{
    brought::{Brought, Origin, read},
    events::ZoneName,
};
use base::{Instant, Result};
use serde_json::{Map, Value};

impl Brought for Calendar {
    fn blank(origin: &Origin) -> Self {
        Self {
            id: origin.id,
            space_id: origin.space_id,
            user_id: origin.user_id,
            name: String::new(),
            description: None,
            color: COLOR,
            timezone: ZoneName(origin.timezone.clone()),
            position: 0,
            is_default: false,
            revision: 1,
            created_at: origin.created_at,
            updated_at: origin.updated_at,
            deleted_at: None,
        }
    }

    fn said(mut self, fields: Map<String, Value>, _: &Origin, _: Instant) -> Result<Self> {
        read::<NewCalendar>(fields)?.0.apply(&mut self);
        Ok(self)
    }
}
