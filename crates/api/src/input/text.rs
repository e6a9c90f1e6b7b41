//! What no text may hold, wherever it stands.
use super::piece::Piece;
use base::{Error, Flaw, Result};
use serde_json::Value;

/// Refuses texts that a database cannot keep.
pub(super) fn check(fields: &[(String, Piece)]) -> Result<()> {
    for (name, piece) in fields {
        let at = || format!("/{}", escaped(name));
        let found = match piece {
            Piece::Path(text) if text.contains('\0') => {
                return Err(Error::Malformed { why: format!("{name} in the path holds a NUL").into() });
            }
            Piece::Path(_) => None,
            Piece::Query(text) => text.contains('\0').then(at),
            Piece::Json(value) => nul(value).map(|within| at() + &within),
        };
        let found = found.or_else(|| name.contains('\0').then(String::new));
        if let Some(at) = found {
            let message = "a text cannot hold NUL, nor half a character".into();
            return Err(Error::Invalid(vec![Flaw { at, code: "text", message, allowed: None }]));
        }
    }
    Ok(())
}

/// Where within a value the first NUL is.
fn nul(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => text.contains('\0').then(String::new),
        Value::Array(items) => {
            let within = |(number, item): (usize, &Value)| nul(item).map(|within| format!("/{number}{within}"));
            items.iter().enumerate().find_map(within)
        }
        Value::Object(fields) => fields.iter().find_map(|(name, value)| match name.contains('\0') {
            true => Some(String::new()),
            false => nul(value).map(|within| format!("/{}{within}", escaped(name))),
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// A name as a part of a JSON pointer.
pub(super) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
