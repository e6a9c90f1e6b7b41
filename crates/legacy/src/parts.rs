//! The steps of tasks: the first house kept them in a document of each task, `semantic_tags`. Each becomes a row of its own here; what
//! is no step stays in that document.
use crate::{names, nouns::SUBTASKS, read::document, reader::Reader, source::Row};
use base::Instant;
use serde_json::{Map, Value};
use store::Entity;
use work::{Brought, Origin, Subtask};

/// How many steps a task may have.
const MOST: usize = 200;
/// Where they are in the document.
const LIST: &str = "subtasks";

/// The rows that the tasks of a page have in their documents.
pub(crate) fn rows(tasks: &[Row]) -> Vec<Row> {
    tasks.iter().flat_map(of_task).collect()
}

/// Takes out of the document of a task what becomes a step; what does not is left there.
pub(crate) fn taken(task: &Row, said: &mut Map<String, Value>, origin: &Origin, now: Instant) {
    let Some(tags) = said.get_mut("semantic_tags").and_then(Value::as_object_mut) else { return };
    let Some(list) = tags.get_mut(LIST).and_then(Value::as_array_mut) else { return };
    let rows = of_task(task);
    let mut is_step = rows.iter().map(|row| holds(row, origin, now));
    list.retain(|_| !is_step.next().unwrap_or(false));
    if list.is_empty() {
        tags.remove(LIST);
    }
}

/// Whether a row becomes a step, by the same way as it will be brought.
fn holds(row: &Row, origin: &Origin, now: Instant) -> bool {
    let Some(fields) = &row.fields else { return false };
    let mut reader = Reader::new(&SUBTASKS, Subtask::TABLE, fields);
    let said = reader.all();
    reader.fit(said, |said| Subtask::blank(origin).said(said, origin, now)).is_ok()
}

/// The rows of one task, in the order in which they stand in its document.
fn of_task(task: &Row) -> Vec<Row> {
    let Some(fields) = &task.fields else { return Vec::new() };
    let tags = fields.get("semantic_tags").cloned().map(document).unwrap_or_default();
    let list = match tags.get(LIST) {
        None | Some(Value::Null) => return Vec::new(),
        Some(Value::Array(list)) => list,
        Some(other) => return vec![row(task, other, LIST, None)],
    };
    let places = places(list);
    let mut keys: Vec<String> = Vec::with_capacity(list.len());
    for (at, part) in list.iter().enumerate() {
        let own = part.get("id").map_or_else(|| at.to_string(), |id| id.as_str().map_or(id.to_string(), str::to_owned));
        // Of several with one name each has its place in its own besides.
        let key = if keys.contains(&own) { format!("{own}#{at}") } else { own };
        keys.push(key);
    }
    let parts = list.iter().zip(keys).zip(places);
    parts.map(|((part, key), place)| row(task, part, &key, step(fields, task, part, place))).collect()
}

/// The place of each among them, from 1 on: by the order that they name, else as they stand.
fn places(list: &[Value]) -> Vec<usize> {
    let named = |part: &Value| ["order", "position"].iter().find_map(|name| part.get(*name)?.as_f64());
    let mut order: Vec<usize> = (0..list.len()).collect();
    #[expect(clippy::cast_precision_loss, reason = "a list that long is refused")]
    let key = |at: usize| named(&list[at]).unwrap_or(at as f64);
    order.sort_by(|one, other| key(*one).total_cmp(&key(*other)));
    let mut places = vec![0; list.len()];
    order.into_iter().enumerate().for_each(|(place, at)| places[at] = place + 1);
    places
}

fn row(task: &Row, part: &Value, key: &str, fields: Option<Map<String, Value>>) -> Row {
    let text = part.to_string();
    let seen = fields.as_ref().map(|fields| Value::Object(fields.clone()).to_string()).unwrap_or_default();
    let digest = names::digest(&[&text, &seen]).to_vec();
    Row { key: names::key(format!("{}/{key}", task.key)), text, digest, fields }
}

/// A step by the names that it has here; none, where it is none.
fn step(of_task: &Map<String, Value>, task: &Row, part: &Value, place: usize) -> Option<Map<String, Value>> {
    let mut fields = match part {
        Value::Object(fields) => fields.clone(),
        Value::String(title) => Map::from_iter([("title".to_owned(), Value::from(title.as_str()))]),
        _ => return None,
    };
    if place > MOST {
        return None;
    }
    ["order", "position"].iter().for_each(|name| drop(fields.remove(*name)));
    fields.insert("position".into(), place.into());
    if let Some(status) = fields.remove("status") {
        let is_done = ["completed", "complete", "done"]
            .iter()
            .any(|done| status.as_str().is_some_and(|is| is.eq_ignore_ascii_case(done)));
        fields.entry("completed").or_insert(is_done.into());
    }
    if let Some(is_done) = fields.remove("is_completed") {
        fields.entry("completed").or_insert(is_done);
    }
    if let Some(minutes) = fields.get("estimated_minutes").and_then(Value::as_f64) {
        fields.remove("estimated_minutes");
        fields.entry("estimated_hours").or_insert((minutes / 60.0).into());
    }
    for name in ["created_at", "updated_at"] {
        if let (None, Some(value)) = (fields.get(name), of_task.get(name)) {
            fields.insert(name.into(), value.clone());
        }
    }
    fields.insert("user_id".into(), of_task.get("user_id").cloned().unwrap_or_default());
    fields.insert("task_id".into(), task.key.clone().into());
    Some(fields)
}
