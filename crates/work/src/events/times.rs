//! When something is over, and lists of times.
use super::time::{EventTime, described};
use api::{Bound, Bounded};
use serde::{Deserialize, Serialize, Serializer};
use store::{Described, Field, Kind, Row, Value};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ArrayBuilder, Schema},
    },
};

/// An `EventTime` at which something is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct EventEnd(pub EventTime);

impl Field for EventEnd {
    const KIND: Kind = Kind::Text;

    fn read_optional(row: &dyn Row, at: usize) -> store::Result<Option<Self>> {
        Ok(EventTime::read_optional(row, at)?.map(Self))
    }

    fn to_value(&self) -> Value {
        self.0.to_value()
    }
}

impl Serialize for EventEnd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Described for EventEnd {
    fn described() -> RefOr<Schema> {
        described(["2026-11-21T10:00:00+00:00", "2026-11-21T10:30:00+00:00"])
    }
}

impl PartialSchema for EventEnd {
    fn schema() -> RefOr<Schema> {
        Self::described()
    }
}

impl ToSchema for EventEnd {}

/// How many times a list may have.
const MOST: usize = 2_000;

/// Times of a series, on its own clock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Times(pub Vec<EventTime>);

impl Times {
    /// Whether each is a time.
    pub(crate) fn are_readable(&self) -> bool {
        !self.0.contains(&EventTime::Unreadable)
    }
}

impl Serialize for Times {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().filter(|time| **time != EventTime::Unreadable))
    }
}

impl Field for Times {
    const KIND: Kind = Kind::Json;

    fn read_optional(row: &dyn Row, at: usize) -> store::Result<Option<Self>> {
        let one = |time: &serde_json::Value| time.as_str().and_then(|time| time.parse().ok());
        let all = |text: &str| match serde_json::from_str(text) {
            Ok(serde_json::Value::Array(times)) => {
                Self(times.iter().map(|time| one(time).unwrap_or(EventTime::Unreadable)).collect())
            }
            _ => Self(vec![EventTime::Unreadable]),
        };
        Ok(row.json(at)?.map(all))
    }

    fn to_value(&self) -> store::Value {
        // Texts always have a JSON form.
        store::Value::Json(serde_json::to_string(self).unwrap_or_default())
    }
}

impl Bounded for Times {
    fn beyond(&self, _: Bound) -> Option<(&'static str, String)> {
        (self.0.len() > MOST).then(|| ("too_long", format!("{MOST} of these at most")))
    }
}

impl Described for Times {
    fn described() -> RefOr<Schema> {
        let item = described(["2026-11-28T09:00:00", "2026-11-28T09:30:00"]);
        ArrayBuilder::new().items(item).max_items(Some(MOST)).build().into()
    }
}

impl PartialSchema for Times {
    fn schema() -> RefOr<Schema> {
        Self::described()
    }
}

impl ToSchema for Times {}
