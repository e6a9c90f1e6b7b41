//! Projects that come from elsewhere.
use super::{Project, fields::NewProject};
use crate::brought::{Brought, Origin, read};
use base::{Instant, Result};
use serde_json::{Map, Value};

impl Brought for Project {
    fn blank(origin: &Origin) -> Self {
        let blank = Self::blank(origin.id, origin.space_id, origin.user_id, origin.created_at);
        Self { updated_at: origin.updated_at, ..blank }
    }

    fn said(mut self, fields: Map<String, Value>, _: &Origin, _: Instant) -> Result<Self> {
        read::<NewProject>(fields)?.0.apply(&mut self);
        Ok(self)
    }
}
