//! Steps that come from elsewhere.
use super::{Subtask, fields::NewSubtask, ops::blank};
use crate::brought::{Brought, Origin, read};
use base::{Instant, Result};
use serde_json::{Map, Value};

impl Brought for Subtask {
    /// What it is a step of is its own id until something is named.
    fn blank(origin: &Origin) -> Self {
        let Origin { id, space_id, user_id, within, created_at, updated_at, .. } = *origin;
        Self { updated_at, ..blank(id, (space_id, user_id), within.unwrap_or(id), 1, created_at) }
    }

    fn said(mut self, fields: Map<String, Value>, _: &Origin, _: Instant) -> Result<Self> {
        read::<NewSubtask>(fields)?.0.apply(&mut self);
        Ok(self)
    }
}
