//! Feedback that comes from elsewhere.
use super::{TaskFeedback, fields::NewFeedback};
use crate::brought::{Brought, Origin, read};
use base::{Instant, Result};
use serde_json::{Map, Value};

impl Brought for TaskFeedback {
    /// What it is about is its own id until something is named.
    fn blank(origin: &Origin) -> Self {
        Self {
            id: origin.id,
            space_id: origin.space_id,
            user_id: origin.user_id,
            opportunity_id: origin.within.unwrap_or(origin.id),
            feeling: String::new(),
            difficulty: 1,
            energy: 1,
            category: None,
            completed_at: None,
            notes: None,
            blockers_encountered: false,
            revision: 1,
            created_at: origin.created_at,
            updated_at: origin.updated_at,
            deleted_at: None,
        }
    }

    fn said(mut self, fields: Map<String, Value>, _: &Origin, _: Instant) -> Result<Self> {
        read::<NewFeedback>(fields)?.0.apply(&mut self);
        Ok(self)
    }
}
