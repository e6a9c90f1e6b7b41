//! What a list is asked to let through: a filter, a saved one, or both.
use super::{FilterNoun, SavedFilter};
use crate::TaskOrder;
use api::{
    App, Caller, Permission,
    filter::{Fields, Filterable},
    find,
};
use base::{Error, Id, Result};
use serde::Serialize;
use store::{Entity, List};

/// The filters that a list is asked for.
pub(crate) struct Asked {
    filter: Option<String>,
    saved: Option<SavedFilter>,
}

impl Asked {
    /// The filter that a request names, and the saved one with it; that one must be about the same noun.
    pub(crate) async fn of(
        app: &App,
        caller: &Caller,
        noun: FilterNoun,
        filter: Option<String>,
        saved: Option<Id>,
    ) -> Result<Self> {
        let Some(id) = saved else { return Ok(Self { filter, saved: None }) };
        caller.may(Permission::read("filters"))?;
        let saved = match find::<SavedFilter>(app, caller, id).await {
            Err(Error::NotFound { .. }) => Err(Error::flaw("/saved", "unknown", "there is no such saved filter")),
            other => other,
        }?;
        if saved.noun != noun {
            let message = format!("this saved filter is about {}", saved.noun.fields().noun);
            return Err(Error::flaw("/saved", "wrong_kind", message));
        }
        Ok(Self { filter, saved: Some(saved) })
    }

    /// The order of the saved one.
    pub(crate) fn sort(&self) -> Option<TaskOrder> {
        self.saved.as_ref().and_then(|saved| saved.sort)
    }

    /// Of a list, only what they let through.
    pub(crate) fn narrow<E: Entity>(
        &self,
        fields: &Filterable<E>,
        list: List<E>,
        app: &App,
        caller: &Caller,
    ) -> Result<List<E>> {
        self.texts().try_fold(list, |list, text| fields.narrow(list, Some(text), app, caller))
    }

    /// Of what is in memory, only what they let through.
    pub(crate) fn among<T: Serialize>(
        &self,
        fields: &Fields,
        all: Vec<T>,
        app: &App,
        caller: &Caller,
    ) -> Result<Vec<T>> {
        self.texts().try_fold(all, |all, text| fields.among(all, Some(text), app, caller))
    }

    /// Each with its place in the request.
    fn texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let saved = self.saved.as_ref().map(|saved| ("/saved", saved.filter.0.as_str()));
        self.filter.as_deref().map(|filter| ("/filter", filter)).into_iter().chain(saved)
    }
}
