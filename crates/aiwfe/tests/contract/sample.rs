//! Values that a schema allows.
use crate::table::resolved;
use serde_json::{Map, Value, json};

/// A picture: one pixel.
pub(crate) const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\
    \0\0\0\x0aIDAT\x78\x9c\x63\x68\0\0\0\x82\0\x81\x77\xcd\x72\xb6\0\0\0\0IEND\xae\x42\x60\x82";

/// A calendar with one event.
pub(crate) const CALENDAR: &[u8] =
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//EN\r\nBEGIN:VEVENT\r\nUID:one\r\n\
    DTSTAMP:20261120T080000Z\r\nDTSTART:20261224T180000Z\r\nSUMMARY:one\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/// What a field may be besides nothing; of several forms the first.
pub(crate) fn present(schema: &'static Value) -> &'static Value {
    let forms = resolved(schema)["oneOf"].as_array();
    match forms.and_then(|forms| forms.iter().find(|form| form["type"] != "null")) {
        Some(form) => present(form),
        None => resolved(schema),
    }
}

/// Whether a field may be nothing.
pub(crate) fn may_be_null(schema: &Value) -> bool {
    let is_null = |value: &Value| value == "null";
    let of_several = schema["oneOf"].as_array().into_iter().flatten().any(|item| is_null(&item["type"]));
    of_several || is_null(&schema["type"]) || schema["type"].as_array().is_some_and(|types| types.iter().any(is_null))
}

/// Whether a field is of that type, where it is not nothing.
pub(crate) fn is(schema: &'static Value, kind: &str) -> bool {
    let known = &present(schema)["type"];
    known == kind || known.as_array().is_some_and(|types| types.iter().any(|known| known == kind))
}

/// Whether a field is a text of people's.
pub(crate) fn is_text(schema: &'static Value) -> bool {
    let schema = present(schema);
    schema["type"].as_array().is_none_or(|types| types.len() <= 2)
        && is(schema, "string")
        && schema["format"].is_null()
        && schema["enum"].is_null()
}

/// Whether a field is the id of something.
pub(crate) fn is_id(schema: &'static Value) -> bool {
    present(schema)["format"] == "uuid"
}

/// An object with the fields that are needed; `number` makes the names in it its own.
pub(crate) fn least(schema: &'static Value, number: usize) -> Map<String, Value> {
    let needed = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    needed.map(|name| (name.to_owned(), value(name, &schema["properties"][name], number))).collect()
}

/// A value that a field of that name may have.
pub(crate) fn value(name: &str, schema: &'static Value, number: usize) -> Value {
    let schema = present(schema);
    if let Some(example) = schema.get("example").or_else(|| schema["examples"].get(0)) {
        return example.clone();
    }
    match name {
        "username" => return json!(format!("person{number}")),
        "email" => return json!(format!("person{number}@example.org")),
        _ => {}
    }
    if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
        return first.clone();
    }
    match (schema["format"].as_str(), kind(schema)) {
        (Some("date-time"), _) => json!("2026-12-24T18:00:00.000000Z"),
        (Some("date"), _) => json!("2026-12-24"),
        (_, "string") => json!(format!("of {name} {number}")),
        (_, "integer") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        (_, "number") => json!(schema["minimum"].as_f64().unwrap_or(1.0)),
        (_, "boolean") => json!(true),
        (_, "array") => json!([]),
        _ => json!({}),
    }
}

fn kind(schema: &Value) -> &str {
    let first = schema["type"].as_array().and_then(|types| types.iter().find(|known| *known != "null"));
    first.unwrap_or(&schema["type"]).as_str().unwrap_or_default()
}

/// Another value of the same kind.
pub(crate) fn other(value: &Value, schema: Option<&'static Value>) -> Value {
    let known = schema.and_then(|schema| present(schema)["enum"].as_array());
    if let Some(other) = known.and_then(|values| values.iter().find(|known| *known != value)) {
        return other.clone();
    }
    if let Some(other) = schema.and_then(|schema| within(value, present(schema))) {
        return other;
    }
    match value {
        Value::Null => json!("something"),
        Value::Bool(truth) => json!(!truth),
        Value::Number(number) if number.is_i64() => json!(i64::from(*number == 0.into())),
        Value::Number(number) => json!(if number.as_f64() == Some(1.0) { 0.5 } else { 1.0 }),
        Value::String(text) if text.len() == 36 && text.matches('-').count() == 4 => {
            json!("01890a5d-ac96-774b-bcce-b302099a8057")
        }
        Value::String(text) if text.ends_with('Z') && text.contains('T') => json!("2001-01-01T00:00:00.000000Z"),
        Value::String(text) if text.contains('@') => json!(format!("x{text}")),
        Value::String(text) => json!(format!("{text}x")),
        Value::Array(items) if items.len() > 1 => json!(items[1..]),
        Value::Array(_) => json!(["other"]),
        Value::Object(_) => json!({ "other": true }),
    }
}

/// Another value where a schema says how far one may go, which form it has, or what is in it.
fn within(value: &Value, schema: &'static Value) -> Option<Value> {
    if value.is_number() {
        let ends = [schema.get("minimum")?, schema.get("maximum")?];
        let end = *ends.iter().find(|end| end.as_f64() != value.as_f64())?;
        return Some(if value.is_f64() { json!(end.as_f64()) } else { end.clone() });
    }
    if let Some(fields) = value.as_object()
        && let Some(known) = schema["properties"].as_object()
    {
        let others = fields.iter().map(|(name, field)| (name.clone(), other(field, known.get(name))));
        return Some(others.collect::<Map<_, _>>().into());
    }
    if value.is_array()
        && let Some(one) = schema["items"]["examples"].get(0)
    {
        return Some(if *value == json!([one]) { json!([]) } else { json!([one]) });
    }
    let examples = schema.get("pattern").and(schema["examples"].as_array())?;
    examples.iter().find(|example| *example != value).cloned()
}
