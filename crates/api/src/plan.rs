//! What an operation would do: the writes and the answer, not yet done.
use crate::{operation::Answer, outcome::Done, things::Thing};
use base::{Id, Result};
use serde::Serialize;
use serde_json::{Map, Value};
use store::{Batch, Document, Entity};

/// What an operation would do.
#[derive(Clone, Debug)]
pub struct Plan<T> {
    /// The writes.
    pub(crate) batch: Batch,
    /// What changes, for the log.
    pub(crate) edits: Vec<Edit>,
    /// The answer.
    pub value: T,
    /// The answer as JSON, where that is known already.
    pub(crate) body: Option<Vec<u8>>,
    /// Who does it, where only planning could tell: the person, and their space.
    pub(crate) actor: Option<(Id, Id)>,
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
    pub(crate) before: Option<Document>,
    pub(crate) after: Option<Document>,
    /// The change that this one undoes.
    pub(crate) undoes: Option<i64>,
}

impl Edit {
    /// Whether it writes the first row of a thing that was there before.
    pub(crate) fn makes_first_row(&self) -> bool {
        self.revision == 1 && self.before.is_some()
    }
}

/// Where the log tells of a row that is no `Thing` of a space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// The noun.
    pub noun: &'static str,
    /// The space whose people may know of it.
    pub space_id: Id,
    /// Which row.
    pub row_id: Id,
    /// How often it was changed.
    pub revision: i64,
}

impl<T> Plan<T> {
    /// A plan that writes nothing yet.
    pub fn new(value: T) -> Self {
        Self { batch: Batch::new(), edits: Vec::new(), value, body: None, actor: None }
    }

    /// A plan that makes a thing, and answers with it.
    pub fn making(thing: T) -> Self
    where
        T: Thing,
    {
        let (batch, shown) = (Batch::new().insert(&thing), Document::of(&thing).ok());
        let body = shown.as_ref().map(|shown| shown.as_bytes().to_vec());
        let edits = vec![Entry::of(&thing).edit("created", None, shown)];
        Self { batch, edits, value: thing, body, actor: None }
    }

    /// The same with its answer as it is sent, or with the refusal that is answered instead once all is written.
    pub(crate) fn told(self) -> Result<Plan<Result<Done>>>
    where
        T: Answer,
    {
        let Self { batch, edits, value, body, actor } = self;
        let value = match value.verdict() {
            Ok(value) => Ok(Done::of(value, body)?),
            Err(refusal) => Err(refusal),
        };
        Ok(Plan { batch, edits, value, body: None, actor })
    }

    /// Whether nothing is written by it.
    pub fn is_idle(&self) -> bool {
        self.batch.is_empty() && self.edits.is_empty()
    }

    /// The same with writes that are nobody's business to follow.
    pub fn and(mut self, batch: Batch) -> Self {
        self.batch = self.batch.and(batch);
        self
    }

    /// The same with a thing that is made.
    pub fn make<E: Thing>(self, thing: &E) -> Self {
        self.make_as(Entry::of(thing), thing)
    }

    /// The same with a thing that is changed; `verb` says how, such as `updated`.
    pub fn change<E: Thing>(self, verb: &'static str, before: &E, after: &E) -> Self {
        // What was there before its row is written whole by its first change.
        let is_first = before.revision() == 0;
        let write = if is_first { Batch::new().insert(after) } else { Batch::new().update(after) };
        self.written(write, Entry::of(after), verb, before, after)
    }

    /// The same with a row that is made.
    pub fn make_as<E: Entity + Serialize>(mut self, entry: Entry, row: &E) -> Self {
        self.batch = self.batch.insert(row);
        self.edits.push(entry.edit("created", None, Document::of(row).ok()));
        self
    }

    /// The same with a row that is made by that batch.
    pub fn make_by<E: Entity + Serialize>(mut self, entry: Entry, row: &E, insertion: Batch) -> Self {
        self.batch = self.batch.and(insertion);
        self.edits.push(entry.edit("created", None, Document::of(row).ok()));
        self
    }

    /// The same with a row that is changed.
    pub fn change_as<E: Entity + Serialize>(self, entry: Entry, verb: &'static str, before: &E, after: &E) -> Self {
        self.written(Batch::new().update(after), entry, verb, before, after)
    }

    /// The same with a thing that goes on by itself, by that batch: nobody has edited it, so its revision stays.
    pub fn go_on<E: Thing>(self, verb: &'static str, before: &E, after: &E, batch: Batch) -> Self {
        self.written(batch, Entry::of(after), verb, before, after)
    }

    fn written<E: Serialize>(mut self, write: Batch, entry: Entry, verb: &'static str, before: &E, after: &E) -> Self {
        let (was, is) = differences(fields(before), fields(after));
        self.batch = self.batch.and(write);
        self.edits.push(entry.edit(verb, Document::of(&was).ok(), Document::of(&is).ok()));
        self
    }

    /// The same with a row that is removed by that batch, for good.
    pub fn remove_as<E: Entity + Serialize>(mut self, entry: Entry, row: &E, removal: Batch) -> Self {
        self.batch = self.batch.and(removal);
        self.edits.push(entry.edit("deleted", Document::of(row).ok(), None));
        self
    }

    /// What becomes of a thing by an edit; one that says nothing new changes nothing.
    pub fn update(before: T, now: base::Instant, edit: impl FnOnce(&mut T)) -> Self
    where
        T: Thing,
    {
        let mut after = before.clone();
        edit(&mut after);
        if after == before {
            return Self::new(before);
        }
        let after = after.changed(now);
        Self::new(after.clone()).change("updated", &before, &after)
    }

    /// The same with a change that is undone, by its number.
    pub fn undo<E: Thing>(self, number: i64, before: &E, after: &E) -> Self {
        let mut plan = self.change("undone", before, after);
        if let Some(edit) = plan.edits.last_mut() {
            edit.undoes = Some(number);
        }
        plan
    }

    /// The same with what another plan does; its answer is let go.
    pub fn also<U>(mut self, other: Plan<U>) -> Self {
        self.batch = self.batch.and(other.batch);
        self.edits.extend(other.edits);
        self
    }

    /// The same, done by that person, whose own space that is: who signs in is not known before.
    pub fn by(self, user_id: Id, space_id: Id) -> Self {
        Self { actor: Some((user_id, space_id)), ..self }
    }

    /// The same, once what another plan does is done; that is told behind what this one does.
    pub fn upon(mut self, first: Plan<()>) -> Self {
        self.batch = first.batch.and(self.batch);
        self.edits.extend(first.edits);
        self
    }

    /// What another plan does once this is done; its answer counts.
    pub fn then<U>(self, next: Plan<U>) -> Plan<U> {
        let Self { batch, mut edits, actor, .. } = self;
        edits.extend(next.edits);
        Plan { batch: batch.and(next.batch), edits, actor: next.actor.or(actor), ..next }
    }

    /// The same with another answer.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Plan<U> {
        Plan { batch: self.batch, edits: self.edits, value: change(self.value), body: None, actor: self.actor }
    }
}

impl Entry {
    fn of<E: Thing>(thing: &E) -> Self {
        Self { noun: E::NOUN, space_id: thing.space_id(), row_id: thing.id(), revision: thing.revision() }
    }

    /// An entity is a struct with named fields, all of which have a JSON form: what is told of it is always there.
    fn edit(self, verb: &'static str, before: Option<Document>, after: Option<Document>) -> Edit {
        let Self { noun, space_id, row_id, revision } = self;
        Edit { noun, verb, space_id, row_id, revision, before, after, undoes: None }
    }
}

type Fields = Map<String, Value>;

fn fields<E: Serialize>(thing: &E) -> Fields {
    match serde_json::to_value(thing) {
        Ok(Value::Object(fields)) => fields,
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
