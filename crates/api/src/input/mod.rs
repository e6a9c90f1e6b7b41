//! What a request brings: texts from the path and the query, JSON from the body, read into one input by name.
mod edited;
mod piece;
mod text;
mod wanted;
mod wrong;

pub(crate) use edited::current;
pub use edited::{Edited, Naming, Nothing, Which};
pub use wanted::{FromInput, Wanted};

use base::{Error, Flaw, Result};
use piece::Piece;
use serde::de::{DeserializeOwned, value::MapDeserializer};
use serde_json::{Map, Value};
use serde_path_to_error::Segment;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use wrong::Wrong;

/// The fields of an input, wherever they came from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    fields: Vec<(String, Piece)>,
    file: Option<Arc<[u8]>>,
}

impl Input {
    /// The same with a part of the path; one that cannot be read makes the request malformed.
    pub fn with_path(mut self, name: &str, text: &str) -> Self {
        self.set(name, Piece::Path(text.into()));
        self
    }

    /// The same with a parameter of the query.
    pub fn with_query(mut self, name: &str, text: &str) -> Self {
        self.set(name, Piece::Query(text.into()));
        self
    }

    /// The same with the fields of a body; the path and the query win.
    pub fn with_body(mut self, body: Map<String, Value>) -> Self {
        let before = self.fields.len();
        for (name, value) in body {
            if !self.fields[..before].iter().any(|(known, _)| *known == name) {
                self.fields.push((name, Piece::Json(value)));
            }
        }
        self
    }

    /// The same with a file.
    pub fn with_file(self, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self { file: Some(bytes.into()), ..self }
    }

    /// The same without fields of the body that a client sends back because it was sent them.
    pub fn without(mut self, is_sent_back: impl Fn(&str) -> bool) -> Self {
        self.fields.retain(|(name, piece)| !matches!(piece, Piece::Json(_)) || !is_sent_back(name));
        self
    }

    /// The same with the fields of these names only.
    pub fn only(mut self, names: &[&str]) -> Self {
        self.fields.retain(|(name, _)| names.contains(&name.as_str()));
        self
    }

    /// Reads each of a list's objects as one input; a flaw is told with its place in the list called `name`.
    pub fn each<T: FromInput>(name: &str, objects: Vec<Map<String, Value>>) -> Result<Vec<T>> {
        let read = |(at, object)| T::from_input(Self::default().with_body(object)).within(name, at);
        objects.into_iter().enumerate().map(read).collect()
    }

    /// Takes one field out.
    pub(crate) fn take(&mut self, name: &str) -> Self {
        let (taken, rest) = std::mem::take(&mut self.fields).into_iter().partition(|(known, _)| known == name);
        self.fields = rest;
        Self { fields: taken, file: None }
    }

    /// Takes the file out.
    pub(crate) fn take_file(&mut self) -> Option<Arc<[u8]>> {
        self.file.take()
    }

    /// The same text for the same request, whatever the order of its fields.
    pub(crate) fn canonical(&self) -> String {
        let mut fields: Vec<String> = self.fields.iter().map(|(name, piece)| format!("{name:?}:{piece:?}")).collect();
        fields.sort_unstable();
        fields.extend(self.file.as_ref().map(|file| format!("{:?}", Sha256::digest(file))));
        fields.join("\n")
    }

    /// Whether nothing was brought.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.file.is_none()
    }

    fn set(&mut self, name: &str, piece: Piece) {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.into(), piece));
    }

    /// Reads it, or says which field does not hold and why.
    pub fn read<T: DeserializeOwned>(self) -> Result<T> {
        text::check(&self.fields)?;
        let in_path: Vec<String> = self
            .fields
            .iter()
            .filter(|(_, piece)| matches!(piece, Piece::Path(_)))
            .map(|(name, _)| name.clone())
            .collect();
        let fields = MapDeserializer::<_, Wrong>::new(self.fields.into_iter());
        serde_path_to_error::deserialize(fields).map_err(|error| {
            let place = error.path().iter().map(name).collect::<Vec<_>>();
            let wrong = error.into_inner();
            if place.first().is_some_and(|name| in_path.contains(name)) {
                return Error::Malformed { why: format!("{} in the path: {}", place.join("/"), wrong.message).into() };
            }
            let at: Vec<String> = place.into_iter().filter(|part| part != ".").chain(wrong.field).collect();
            let at = at.iter().map(|part| format!("/{}", part.replace('~', "~0").replace('/', "~1"))).collect();
            Error::Invalid(vec![Flaw { at, code: wrong.code, message: wrong.message, allowed: wrong.allowed }])
        })
    }
}

/// A result about one of a list.
pub trait WithinList {
    /// The same, with its flaws where they are in the list called `name`; whatever else went wrong says of which one.
    fn within(self, name: &str, at: usize) -> Self;
}

impl<T> WithinList for Result<T> {
    fn within(self, name: &str, at: usize) -> Self {
        self.map_err(|error| match error {
            Error::NotFound { what } => {
                Error::flaw(format!("/{name}/{at}/id"), "unknown", format!("there is no such {what}"))
            }
            Error::Conflict { why } => Error::Conflict { why: format!("{name} {at}: {why}").into() },
            other => within(other, name, at),
        })
    }
}

/// The same error, with its flaws where they are in a list.
fn within(error: Error, name: &str, at: usize) -> Error {
    match error {
        Error::Invalid(flaws) => {
            let placed = flaws.into_iter().map(|flaw| Flaw { at: format!("/{name}/{at}{}", flaw.at), ..flaw });
            Error::Invalid(placed.collect())
        }
        other => other,
    }
}

/// A part of the way to a field, as a JSON pointer has it.
fn name(segment: &Segment) -> String {
    match segment {
        Segment::Seq { index } => index.to_string(),
        Segment::Map { key } => key.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Id;
    use serde::Deserialize;
    use serde_json::json;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Wanted {
        id: Option<Id>,
        title: String,
        limit: Option<u32>,
        #[serde(default)]
        labels: Vec<String>,
        is_open: Option<bool>,
        inner: Option<Inner>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "snake_case")]
    enum Colour {
        Red,
        Green,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Inner {
        colour: Colour,
        weights: Vec<f64>,
    }

    fn body(value: Value) -> Map<String, Value> {
        if let Value::Object(fields) = value { fields } else { Map::new() }
    }

    fn flaw(input: Input) -> Flaw {
        match input.read::<Wanted>() {
            Err(Error::Invalid(flaws)) => flaws.into_iter().next().unwrap(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn texts_are_read_as_what_is_wanted_and_json_as_what_it_is() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        let input = Input::default()
            .with_path("id", id)
            .with_query("limit", "5")
            .with_query("labels", "a,b")
            .with_query("is_open", "true");
        let read: Wanted = input
            .with_body(body(
                json!({ "title": "x", "id": "ignored", "inner": { "colour": "red", "weights": [1, 2.5] } }),
            ))
            .read()
            .unwrap();
        assert_eq!((read.id.unwrap().to_string().as_str(), read.limit, read.is_open), (id, Some(5), Some(true)));
        assert_eq!(
            (read.labels, read.inner),
            (vec!["a".to_owned(), "b".into()], Some(Inner { colour: Colour::Red, weights: vec![1.0, 2.5] }))
        );
    }

    #[test]
    fn each_flaw_says_where_what_and_what_would_do() {
        let with = |value| flaw(Input::default().with_body(body(value)));
        assert_eq!((with(json!({})).at.as_str(), with(json!({})).code), ("/title", "missing"));
        let unknown = with(json!({ "title": "x", "colour": 1 }));
        assert_eq!((unknown.at.as_str(), unknown.code), ("/colour", "unknown_field"));
        let kind = with(json!({ "title": 1 }));
        assert_eq!(
            (kind.at.as_str(), kind.code, kind.message.as_str()),
            ("/title", "type", "a text is needed, and this is the number 1")
        );
        let word = with(json!({ "title": "x", "inner": { "colour": "blue", "weights": [] } }));
        assert_eq!(
            (word.at.as_str(), word.code, word.allowed),
            ("/inner/colour", "unknown_value", Some(&["red", "green"][..]))
        );
        assert_eq!(
            with(json!({ "title": "x", "inner": { "colour": "red", "weights": [1, "2"] } })).at,
            "/inner/weights/1"
        );
        assert_eq!(flaw(Input::default().with_query("limit", "many")).at, "/limit");
    }

    #[test]
    fn an_object_is_no_list_and_not_null() {
        #[derive(Debug, Deserialize)]
        struct Objects {
            inner: Inner,
            #[serde(default)]
            open: Map<String, Value>,
        }
        let inner = json!({ "colour": "red", "weights": [] });
        let read = |value| Input::default().with_body(body(value)).read::<Objects>();
        let read_well = read(json!({ "inner": inner, "open": { "a": 1 } })).unwrap();
        assert_eq!((read_well.inner.colour, read_well.open["a"].as_i64()), (Colour::Red, Some(1)));
        for (wrong, expected) in [
            (json!({ "inner": ["red", []] }), "/inner"),
            (json!({ "inner": null }), "/inner"),
            (json!({ "inner": inner, "open": null }), "/open"),
            (json!({ "inner": inner, "open": [] }), "/open"),
            (json!({ "inner": inner, "open": "a" }), "/open"),
        ] {
            let Err(Error::Invalid(flaws)) = read(wrong.clone()) else { panic!("{wrong} is read") };
            assert_eq!((flaws[0].at.as_str(), flaws[0].code), (expected, "type"), "{wrong}");
        }
    }

    #[test]
    fn a_whole_number_may_be_written_with_a_point() {
        let read = |limit| Input::default().with_body(body(json!({ "title": "x", "limit": limit }))).read::<Wanted>();
        assert_eq!(read(json!(10.0)).unwrap().limit, Some(10));
        assert_eq!(read(json!(1e3)).unwrap().limit, Some(1_000));
        for other in [json!(10.5), json!(-1.0), json!(1e300), json!("10")] {
            assert!(read(other.clone()).is_err(), "{other}");
        }
    }

    #[test]
    fn what_is_wrong_in_the_path_makes_the_request_malformed() {
        let read = Input::default().with_path("id", "undefined").with_query("title", "x").read::<Wanted>();
        assert!(matches!(read, Err(Error::Malformed { why }) if why.starts_with("id in the path: ")));
    }
}
