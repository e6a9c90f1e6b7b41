//! The fields of a call: `name=value`, which is read as the operation wants it, and `name:=value`, which is JSON.
use crate::exit::Failure;
use api::Input;
use serde_json::{Map, Value};

/// The fields, in the order they were given.
#[derive(Debug, PartialEq)]
pub(super) struct Fields(Vec<(String, Given)>);

/// What was given for a field.
#[derive(Debug, PartialEq)]
enum Given {
    /// To be read as what is wanted.
    Text(String),
    /// What it is.
    Json(Value),
}

impl Fields {
    pub(super) fn read(arguments: &[String]) -> Result<Self, Failure> {
        let mut fields: Vec<(String, Given)> = Vec::new();
        for argument in arguments {
            let (name, given) = field(argument)?;
            if fields.iter().any(|(known, _)| *known == name) {
                return Err(Failure::usage(format!("`{name}` is given twice; give it once")));
            }
            fields.push((name, given));
        }
        Ok(Self(fields))
    }

    /// As an operation reads them.
    pub(super) fn into_input(self) -> Input {
        self.0.into_iter().fold(Input::default(), |input, (name, given)| match given {
            Given::Text(text) => input.with_query(&name, &text),
            Given::Json(value) => input.with_body(Map::from_iter([(name, value)])),
        })
    }

    /// Takes one out, as text.
    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(at).1.into_text())
    }

    /// As a query.
    pub(super) fn into_query(self) -> String {
        let pairs = self.0.into_iter().map(|(name, given)| (name, given.into_text()));
        form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
    }

    /// As a body of this schema.
    pub(super) fn into_body(self, schema: &Value) -> Map<String, Value> {
        let value = |name: &str, given| match given {
            Given::Text(text) => wanted(text, &schema["properties"][name]),
            Given::Json(value) => value,
        };
        self.0.into_iter().map(|(name, given)| (name.clone(), value(&name, given))).collect()
    }
}

impl Given {
    /// As a path or a query has it.
    fn into_text(self) -> String {
        match self {
            Self::Text(text) | Self::Json(Value::String(text)) => text,
            Self::Json(Value::Array(items)) => {
                items.into_iter().map(|item| Self::Json(item).into_text()).collect::<Vec<_>>().join(",")
            }
            Self::Json(value) => value.to_string(),
        }
    }
}

fn field(argument: &str) -> Result<(String, Given), Failure> {
    let refused = |what: String| Failure::usage(format!("{what}; write name=value, or name:=value with JSON"));
    let (name, value) =
        argument.split_once('=').ok_or_else(|| refused(format!("`{argument}` is no field of an operation")))?;
    let (name, given) = match name.strip_suffix(':') {
        None => (name, Given::Text(value.to_owned())),
        Some(name) => {
            let json = serde_json::from_str(value);
            (name, Given::Json(json.map_err(|error| refused(format!("the value of `{name}` is not JSON: {error}")))?))
        }
    };
    match name {
        "" => Err(refused(format!("`{argument}` names no field"))),
        name => Ok((name.to_owned(), given)),
    }
}

/// A text as what its schema wants. What cannot be read so stays a text, and the operation says what is wrong with it.
fn wanted(text: String, schema: &Value) -> Value {
    let schemas = either(schema);
    let of_kind = |kind: &str| {
        schemas.iter().find(|schema| {
            let kinds = &schema["type"];
            kinds == kind || kinds.as_array().is_some_and(|kinds| kinds.iter().any(|one| one == kind))
        })
    };
    let wants = |kind: &str| of_kind(kind).is_some();
    let read = if wants("string") {
        None
    } else if let Some(array) = of_kind("array") {
        let parts = text.split(',').filter(|part| !part.is_empty());
        Some(parts.map(|part| wanted(part.to_owned(), &array["items"])).collect())
    } else {
        let scalar = serde_json::from_str(&text).ok();
        scalar.filter(|value: &Value| match value {
            Value::Number(_) => wants("integer") || wants("number"),
            Value::Bool(_) => wants("boolean"),
            _ => false,
        })
    };
    read.unwrap_or_else(|| text.into())
}

/// The schemas that a value may follow, where it may follow one or another: what may be nothing is told so.
fn either(schema: &Value) -> Vec<&Value> {
    match schema["oneOf"].as_array() {
        Some(schemas) => schemas.iter().flat_map(either).collect(),
        None => vec![schema],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields(arguments: &[&str]) -> Result<Fields, Failure> {
        Fields::read(&arguments.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn a_text_becomes_what_the_schema_wants_and_json_stays_what_it_is() {
        let schema = json!({ "properties": {
            "title": { "type": "string" }, "hours": { "type": ["number", "null"] }, "limit": { "type": "integer" },
            "is_open": { "type": "boolean" }, "weights": { "type": "array", "items": { "type": "number" } },
            "status": { "$ref": "#/components/schemas/Status" },
            "is_loud": { "oneOf": [{ "type": "null" }, { "type": "boolean" }] },
            "steps": { "oneOf": [{ "type": "null" }, { "oneOf": [{ "type": "array", "items": { "type": "integer" } }] }] },
            "words": { "oneOf": [{ "type": "null" }, { "type": "string" }] },
        } });
        let given = fields(&[
            "title=5",
            "hours=1.5",
            "limit=many",
            "is_open=true",
            "weights=1,2.5",
            "status=done",
            "inner:={\"a\":[1]}",
            "due_date:=null",
            "unknown=1",
            "is_loud=false",
            "steps=1,2",
            "words=3",
        ]);
        let expected = json!({
            "title": "5", "hours": 1.5, "limit": "many", "is_open": true, "weights": [1, 2.5], "status": "done",
            "inner": { "a": [1] }, "due_date": null, "unknown": "1",
            "is_loud": false, "steps": [1, 2], "words": "3",
        });
        assert_eq!(Value::Object(given.unwrap().into_body(&schema)), expected);
    }

    #[test]
    fn a_value_may_hold_any_sign() {
        let given = fields(&["title=a=b:=c", "note=", "query=x y&z/ä", "ids:=[\"a\",2]"]).unwrap();
        assert_eq!(given.into_query(), "title=a%3Db%3A%3Dc&note=&query=x+y%26z%2F%C3%A4&ids=a%2C2");
    }

    #[test]
    fn what_is_no_field_is_told_how_one_is_written() {
        let how = "write name=value, or name:=value with JSON";
        for (arguments, what) in [
            (&["title"][..], "`title` is no field of an operation; "),
            (&["=x"], "`=x` names no field; "),
            (&[":=1"], "`:=1` names no field; "),
            (&["labels:=[a"], "the value of `labels` is not JSON: "),
        ] {
            let failure = fields(arguments).unwrap_err().to_string();
            assert!(failure.starts_with(what) && failure.ends_with(how), "{failure}");
        }
        assert_eq!(fields(&["a=1", "a:=2"]).unwrap_err().to_string(), "`a` is given twice; give it once");
    }
}
