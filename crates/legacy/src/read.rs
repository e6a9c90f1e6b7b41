//! Values as they were kept there, read as they are kept here: numbers as texts, times with and without a zone, names of enums in any
//! case, documents as texts.
use base::{Day, Instant};
use serde_json::{Number, Value};
use store::{Column, Kind};

/// A value that was read.
#[derive(Debug, PartialEq)]
pub(crate) struct Read {
    pub(crate) value: Value,
    /// The label that it was, where it is one of a few words: as it was there, and as it is read.
    pub(crate) label: Option<(String, String)>,
}

/// Reads a value for that column; else says why it cannot be read.
pub(crate) fn value(column: &Column, given: Value) -> Result<Read, String> {
    if given.is_null() {
        return Ok(plain(given));
    }
    if let Some(texts) = column.one_of {
        return label(texts, &given);
    }
    let read = match column.kind {
        Kind::Bool => truth(&given),
        Kind::Int => whole(&given),
        Kind::Real => number(&given),
        Kind::Time => moment(&given).and_then(|text| instant(&text)).map(|at| Value::from(at.to_string())),
        Kind::Json => Some(document(given.clone())),
        _ => text(&given),
    };
    read.map(plain).ok_or_else(|| format!("`{}` cannot be read", brief(&given)))
}

fn plain(value: Value) -> Read {
    Read { value, label: None }
}

/// One of a few words: in any case, with spaces or dashes, and with the name of its enum before it.
fn label(texts: &[&'static str], given: &Value) -> Result<Read, String> {
    let raw = given.as_str().unwrap_or_default();
    let bare = raw.rsplit('.').next().unwrap_or_default().trim().to_lowercase().replace([' ', '-'], "_");
    match texts.iter().find(|text| **text == bare) {
        Some(text) => Ok(Read { value: (*text).into(), label: Some((raw.into(), (*text).into())) }),
        None => Err(format!("`{}` is none of {}", brief(given), texts.join(", "))),
    }
}

fn truth(given: &Value) -> Option<Value> {
    let word = text(given)?.as_str()?.trim().to_lowercase();
    match word.as_str() {
        "true" | "t" | "yes" | "y" | "on" | "1" => Some(true.into()),
        "false" | "f" | "no" | "n" | "off" | "0" => Some(false.into()),
        _ => None,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "what is cut off would be read otherwise again")]
#[expect(clippy::cast_precision_loss, reason = "what is lost would be read otherwise again")]
#[expect(clippy::float_cmp, reason = "a whole number is exactly itself")]
fn whole(given: &Value) -> Option<Value> {
    let number = number(given)?;
    if number.is_i64() {
        return Some(number);
    }
    let float = number.as_f64()?;
    ((float as i64) as f64 == float).then(|| (float as i64).into())
}

fn number(given: &Value) -> Option<Value> {
    match given {
        Value::Number(_) => Some(given.clone()),
        Value::String(text) => {
            let text = text.trim();
            let whole = text.parse::<i64>().ok().map(Number::from);
            whole.or_else(|| text.parse().ok().and_then(Number::from_f64)).map(Value::Number)
        }
        _ => None,
    }
}

fn text(given: &Value) -> Option<Value> {
    match given {
        Value::String(_) => Some(given.clone()),
        Value::Number(_) | Value::Bool(_) => Some(given.to_string().into()),
        _ => None,
    }
}

/// A document; a text that holds one is that document.
pub(crate) fn document(given: Value) -> Value {
    let inner = given.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
    inner.filter(|inner| inner.is_object() || inner.is_array()).unwrap_or(given)
}

/// A time in the one form that we read; without a zone it is UTC, and a day stays a day.
pub(crate) fn moment(given: &Value) -> Option<String> {
    let text = given.as_str()?.trim();
    if let Ok(day) = text.parse::<Day>() {
        return Some(day.to_string());
    }
    let mut text = text.replacen(' ', "T", 1);
    let bare = text.get(11..)?;
    if !bare.ends_with(['Z', 'z']) {
        match bare.rfind(['+', '-']).map(|at| bare.len() - at) {
            None => text.push('Z'),
            Some(3) => text.push_str(":00"),
            Some(_) => {}
        }
    }
    text.parse::<Instant>().ok().map(|at| at.to_string())
}

/// The instant of a time that was read; of a day its first moment in UTC.
pub(crate) fn instant(text: &str) -> Option<Instant> {
    text.parse().ok().or_else(|| text.parse::<Day>().ok().map(Day::start))
}

/// The names in a list of people, who were kept as texts or as documents.
pub(crate) fn people(given: Value) -> Value {
    let Value::Array(people) = document(given.clone()) else { return given };
    let named = people.into_iter().map(|person| match &person {
        Value::Object(fields) => {
            let name = ["email", "name", "displayName"].iter().find_map(|name| fields.get(*name)).cloned();
            name.unwrap_or(person)
        }
        _ => person,
    });
    named.collect()
}

/// As much of a value as a report tells.
fn brief(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match text.char_indices().nth(40) {
        None => text,
        Some((at, _)) => format!("{}…", &text[..at]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use store::Entity;
    use work::Task;

    fn read(column: &str, given: Value) -> Value {
        value(Task::TABLE.column(column).unwrap(), given).map_or_else(Value::String, |read| read.value)
    }

    #[test]
    fn labels_are_read_in_any_spelling_that_the_originals_had() {
        for given in ["in_progress", "IN_PROGRESS", "In Progress", "TaskStatus.IN_PROGRESS", "in-progress"] {
            assert_eq!(read("status", json!(given)), "in_progress", "{given}");
        }
        let refused = read("status", json!("blocked"));
        assert_eq!(refused, "`blocked` is none of pending, in_progress, completed, cancelled, on_hold");
    }

    #[test]
    fn numbers_truths_and_documents_are_read_wherever_they_were_kept() {
        for (column, given, expected) in [
            ("completion_percentage", json!("40"), json!(40)),
            ("completion_percentage", json!(40.0), json!(40)),
            ("estimated_hours", json!("1.5"), json!(1.5)),
            ("estimated_hours", json!("NaN"), json!("`NaN` cannot be read")),
            ("title", json!(7), json!("7")),
            ("semantic_keywords", json!("[\"a\"]"), json!(["a"])),
            ("semantic_keywords", json!("a"), json!("a")),
            ("created_at", json!("2025-08-09T10:00:00"), json!("2025-08-09T10:00:00.000000Z")),
            ("created_at", json!("infinity"), json!("`infinity` cannot be read")),
        ] {
            assert_eq!(read(column, given.clone()), expected, "{given}");
        }
    }

    #[test]
    fn times_have_a_zone_or_are_of_utc_and_days_stay_days() {
        let read = |text: &str| moment(&json!(text)).unwrap_or_default();
        for (given, expected) in [
            ("2025-08-09", "2025-08-09"),
            ("2025-08-09 10:00:00", "2025-08-09T10:00:00.000000Z"),
            ("2025-08-09T10:00:00.5", "2025-08-09T10:00:00.500000Z"),
            ("2025-08-09 10:00:00+02", "2025-08-09T08:00:00.000000Z"),
            ("2025-08-09T10:00:00+02:00", "2025-08-09T08:00:00.000000Z"),
            ("2025-08-09T10:00:00Z", "2025-08-09T10:00:00.000000Z"),
            ("soon", ""),
            ("0044-03-15 BC", ""),
        ] {
            assert_eq!(read(given), expected, "{given}");
        }
    }

    #[test]
    fn people_are_told_by_their_address_or_their_name() {
        let told = people(json!("[{\"email\": \"ann@example.org\"}, {\"name\": \"Ben\"}, \"Cem\", {\"x\": 1}]"));
        assert_eq!(told, json!(["ann@example.org", "Ben", "Cem", {"x": 1}]));
    }
}
