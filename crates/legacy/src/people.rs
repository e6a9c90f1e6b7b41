//! Who has come from the source, for as long as a run lasts.
use crate::step::Step;
use base::Id;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// Somebody who has come.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: Id,
    /// The space of their own; none once they have left for good.
    pub(crate) space_id: Option<Id>,
    /// The time zone they live in.
    pub(crate) timezone: String,
    /// Whether not all of what made them up is here.
    pub(crate) in_part: bool,
    /// Whether they were here before.
    pub(crate) is_merged: bool,
}

/// Everybody, by their keys there.
#[derive(Debug, Default)]
pub(crate) struct People {
    by_key: HashMap<String, Person>,
    owners: HashMap<Id, String>,
    /// The names that were given in this run.
    pub(crate) names: HashSet<String>,
    /// The addresses that came in this run.
    pub(crate) addresses: HashSet<String>,
    /// The names that things were given in this run, by their space and kind.
    pub(crate) own_names: HashSet<(Id, &'static str, String)>,
    /// The spaces that have a default calendar by now.
    pub(crate) with_calendar: HashSet<Id>,
}

impl People {
    pub(crate) fn come(&mut self, key: &str, person: Person) {
        if let Some(space_id) = person.space_id {
            self.owners.insert(space_id, key.to_owned());
        }
        self.by_key.insert(key.to_owned(), person);
    }

    /// Somebody, by what a column says.
    pub(crate) fn of(&self, key: &Value) -> Option<&Person> {
        match key {
            Value::String(key) => self.by_key.get(key),
            key => self.by_key.get(&key.to_string()),
        }
    }

    /// Whose own space that is.
    pub(crate) fn owner(&self, space_id: Id) -> Option<&Person> {
        self.by_key.get(self.owners.get(&space_id)?)
    }

    /// Somebody lives in that time zone.
    pub(crate) fn live_in(&mut self, key: &str, timezone: String) {
        if let Some(person) = self.by_key.get_mut(key) {
            person.timezone = timezone;
        }
    }

    /// Somebody who could not come after all.
    pub(crate) fn forget(&mut self, step: &Step) {
        let was_here = step.known.as_ref().is_some_and(|known| known.row_id.is_some());
        let is_this = |person: &Person| !was_here && step.landed.is_some_and(|(id, _)| person.id == id);
        if self.by_key.get(&step.row.key).is_some_and(is_this) {
            self.by_key.remove(&step.row.key);
        }
    }
}
