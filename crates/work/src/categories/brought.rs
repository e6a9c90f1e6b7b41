//! Categories that come from elsewhere.
use super::{Category, defaults, fields::NewCategory, ops, rules};
use crate::brought::{Brought, Origin, read};
use api::{App, Caller};
use base::{Id, Instant, Result};
use serde_json::{Map, Value};

impl Brought for Category {
    fn blank(origin: &Origin) -> Self {
        let blank = rules::blank(origin.id, origin.space_id, origin.user_id, origin.created_at);
        Self { updated_at: origin.updated_at, ..blank }
    }

    fn own_name(&self) -> Option<String> {
        Some(self.name.to_lowercase())
    }

    async fn is_named_already(&self, app: &App, caller: &Caller) -> Result<bool> {
        let caller = Caller { space_id: self.space_id, ..caller.clone() };
        let there = ops::there(app, &caller).await?;
        Ok(there.iter().any(|other| other.id != self.id && other.name.to_lowercase() == self.name.to_lowercase()))
    }

    fn said(self, fields: Map<String, Value>, _: &Origin, _: Instant) -> Result<Self> {
        let mut after = self.clone();
        read::<NewCategory>(fields)?.0.apply(&mut after);
        Ok(rules::edited(&self, after))
    }

    /// One of a name that is there from the start is that one.
    fn there_from_the_start(space_id: Id, fields: &Map<String, Value>) -> Option<Self> {
        let folded = fields.get("name")?.as_str()?.to_lowercase();
        defaults::of(space_id).find(|category| category.name.to_lowercase() == folded)
    }
}
