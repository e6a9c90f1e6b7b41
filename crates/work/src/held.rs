//! What a row holds of a field, also where that is not what belongs there.
use api::{Bound, Bounded};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ops::Deref;
use store::{Described, Field, Kind, Row, Value};
use utoipa::openapi::{RefOr, schema::Schema};

/// A value as it is kept. Where a row holds something else: what can be read of it, and all of it, so that a change of other fields
/// leaves it there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Held<T> {
    value: T,
    other: Option<String>,
}

/// What is read of a text that holds something else.
pub(crate) trait Partly {
    /// As much as can be read, or what there is usually.
    fn partly(text: &str) -> Self;
}

impl<T> Held<T> {
    /// Whether the row holds what belongs there.
    pub(crate) fn is_readable(&self) -> bool {
        self.other.is_none()
    }
}

impl<T> From<T> for Held<T> {
    fn from(value: T) -> Self {
        Self { value, other: None }
    }
}

impl<T> Deref for Held<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq<T> for Held<T> {
    fn eq(&self, other: &T) -> bool {
        self.value == *other
    }
}

impl<T: Field + Partly> Field for Held<T> {
    const KIND: Kind = T::KIND;
    const ONE_OF: Option<&'static [&'static str]> = T::ONE_OF;

    fn read_optional(row: &dyn Row, at: usize) -> store::Result<Option<Self>> {
        T::read_optional(row, at).map(|value| value.map(Self::from)).or_else(|_| {
            let text = if T::KIND == Kind::Json { row.json(at)? } else { row.text(at)? };
            Ok(text.map(|text| Self { value: T::partly(text), other: Some(text.to_owned()) }))
        })
    }

    fn to_value(&self) -> Value {
        match &self.other {
            None => self.value.to_value(),
            Some(text) if T::KIND == Kind::Json => Value::Json(text.clone()),
            Some(text) => Value::Text(text.clone()),
        }
    }
}

impl<T: Serialize> Serialize for Held<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Held<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::from)
    }
}

impl<T: Bounded> Bounded for Held<T> {
    fn beyond(&self, bound: Bound) -> Option<(&'static str, String)> {
        self.value.beyond(bound)
    }
}

impl<T: Described> Described for Held<T> {
    fn described() -> RefOr<Schema> {
        T::described()
    }
}

/// Of a list, what is of its kind.
pub(crate) fn items<T: for<'de> Deserialize<'de>>(text: &str) -> Vec<T> {
    let all: Vec<serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
    all.into_iter().filter_map(|one| serde_json::from_value(one).ok()).collect()
}

impl Partly for serde_json::Value {
    fn partly(_: &str) -> Self {
        Self::Null
    }
}
