//! What an operation would do: the writes and the answer, not yet done.
use base::Id;
use serde::Serialize;
use serde_json::{Map, Value};
use store::{Batch, Entity};

/// What an operation would do.
#[derive(Debug)]
pub struct Plan<T> {
    /// The writes.
    pub(crate) batch: Batch,
    /// What changes, for the log.
    pub(crate) edits: Vec<Edit>,
    /// The answer.
    pub value: T,
}

/// One row that is changed: a row of the change log to be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Edit {
    pub(crate) noun: &'static str,
    pub(crate) verb: &'static str,
    pub(crate) space_id: Id,
    pub(crate) row_id: Id,
    pub(crate) revision: i64,
    /// The changed fields as they were and as they are; both whole where the row comes or goes.
    pub(crate) before: Option<Value>,
    pub(crate) after: Option<Value>,
}

/// An entity that people edit: a thing with an id and a revision, in a space.
pub trait Thing: Entity + Serialize {
    /// The noun, as in `tasks.create`.
    const NOUN: &'static str;
    /// Which thing.
    fn id(&self) -> Id;
    /// Where it lies.
    fn space_id(&self) -> Id;
    /// How often it was changed.
    fn revision(&self) -> i64;
}

impl<T> Plan<T> {
    /// A plan that writes nothing yet.
    pub fn new(value: T) -> Self {
        Self { batch: Batch::new(), edits: Vec::new(), value }
    }

    /// The same with writes that are nobody's business to follow.
    pub fn and(mut self, batch: Batch) -> Self {
        self.batch = self.batch.and(batch);
        self
    }

    /// The same with a thing that is made.
    pub fn make<E: Thing>(mut self, thing: &E) -> Self {
        self.batch = self.batch.insert(thing);
        self.edits.push(Edit::of(thing, "created", None, Some(fields(thing))));
        self
    }

    /// The same with a thing that is changed; `verb` says how, such as `updated`.
    pub fn change<E: Thing>(mut self, verb: &'static str, before: &E, after: &E) -> Self {
        let (was, is) = differences(fields(before), fields(after));
        self.batch = self.batch.update(after);
        self.edits.push(Edit::of(after, verb, Some(was), Some(is)));
        self
    }

    /// The same with another answer.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Plan<U> {
        Plan { batch: self.batch, edits: self.edits, value: change(self.value) }
    }
}

impl Edit {
    fn of<E: Thing>(thing: &E, verb: &'static str, before: Option<Fields>, after: Option<Fields>) -> Self {
        Self {
            noun: E::NOUN,
            verb,
            space_id: thing.space_id(),
            row_id: thing.id(),
            revision: thing.revision(),
            before: before.map(Value::Object),
            after: after.map(Value::Object),
        }
    }
}

type Fields = Map<String, Value>;

fn fields<E: Serialize>(thing: &E) -> Fields {
    match serde_json::to_value(thing) {
        Ok(Value::Object(fields)) => fields,
        // An entity is a struct with named fields, all of which have a JSON form.
        _ => Fields::new(),
    }
}

/// Only the fields that differ, as they were and as they are.
fn differences(before: Fields, after: Fields) -> (Fields, Fields) {
    let (mut was, mut is) = (Fields::new(), Fields::new());
    for (name, old) in before {
        match after.get(&name) {
            Some(new) if *new == old => {}
            new => {
                is.insert(name.clone(), new.cloned().unwrap_or_default());
                was.insert(name, old);
            }
        }
    }
    (was, is)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_log_holds_what_differs_and_nothing_else() {
        let object = |value: Value| if let Value::Object(fields) = value { fields } else { Fields::new() };
        let (was, is) = differences(
            object(json!({ "title": "a", "status": "pending", "due_date": null })),
            object(json!({ "title": "a", "status": "completed", "due_date": "2026-11-20" })),
        );
        assert_eq!(Value::Object(was), json!({ "status": "pending", "due_date": null }));
        assert_eq!(Value::Object(is), json!({ "status": "completed", "due_date": "2026-11-20" }));
    }
}
