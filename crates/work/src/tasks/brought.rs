//! Tasks that come from elsewhere.
use super::{Task, fields::NewTask, ops, rules};
use crate::{
    brought::{Brought, Origin, read},
    maker::Maker,
};
use api::{App, Caller};
use base::{Instant, Result};
use serde_json::{Map, Value};
use store::Batch;

impl Brought for Task {
    fn blank(origin: &Origin) -> Self {
        let Origin { id, space_id, user_id, created_at, updated_at, .. } = *origin;
        let blank = rules::blank(&Maker { id, space_id, user_id, at: created_at });
        Self { updated_at, ..blank }
    }

    /// A task that is done was done when it last changed, as far as anybody knows.
    fn said(self, fields: Map<String, Value>, origin: &Origin, now: Instant) -> Result<Self> {
        let new: NewTask = read(fields)?;
        let mut after = self.clone();
        new.0.apply(&mut after);
        Ok(rules::settled(rules::edited(&self, after, origin.updated_at)?, now))
    }

    /// Its score goes by the time of day.
    fn is_as_good_as(&self, other: &Self) -> bool {
        Self { calculated_score: other.calculated_score, ..self.clone() } == *other
    }

    fn ripples(
        app: &App,
        caller: &Caller,
        before: &Self,
        after: &mut Self,
    ) -> impl Future<Output = Result<Batch>> + Send {
        ops::around(app, caller, before, after)
    }
}
