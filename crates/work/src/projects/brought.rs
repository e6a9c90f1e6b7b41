//! Projects that come from elsewhere.
use super::{Project, ProjectStatus, fields::NewProject};
use crate::brought::{Brought, Origin, read};
use base::{Instant, Result};
use serde_json::{Map, Value};

impl Brought for Project {
    fn blank(origin: &Origin) -> Self {
        Self {
            id: origin.id,
            space_id: origin.space_id,
            user_id: origin.user_id,
            name: String::new(),
            description: None,
            project_type: None,
            programming_language: None,
            framework: None,
            repository_url: None,
            local_path: None,
            status: ProjectStatus::Active,
            project_metadata: None,
            revision: 1,
            created_at: origin.created_at,
            updated_at: origin.updated_at,
            deleted_at: None,
        }
    }

    fn said(mut self, fields: Map<String, Value>, _: &Origin, _: Instant) -> Result<Self> {
        read::<NewProject>(fields)?.0.apply(&mut self);
        Ok(self)
    }
}
