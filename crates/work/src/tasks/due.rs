//! When a task is due: on a day, or at an instant; the two are kept distinct.
use base::{Day, Instant};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Cow, fmt, str::FromStr};
use store::{Described, Field, Kind, Row, Value};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{OneOfBuilder, Schema},
    },
};

/// A day or an instant. Both are kept as the text they are on the wire, which sorts as they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Some time on that day, wherever one is.
    On(Day),
    /// At that instant.
    At(Instant),
}

impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::On(day) => day.fmt(f),
            Self::At(instant) => instant.fmt(f),
        }
    }
}

impl FromStr for Due {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let day = text.parse().map(Self::On);
        day.or_else(|_| text.parse().map(Self::At)).map_err(|_| "neither a day nor an instant")
    }
}

impl Field for Due {
    const KIND: Kind = Kind::Text;

    fn read_optional(row: &dyn Row, at: usize) -> store::Result<Option<Self>> {
        row.text(at)?.map(|text| text.parse().map_err(store::Error::decode)).transpose()
    }

    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }
}

impl Serialize for Due {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Due {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl Described for Due {
    fn described() -> RefOr<Schema> {
        let due = OneOfBuilder::new().item(Day::schema()).item(Instant::schema());
        Schema::OneOf(due.description(Some("A day, or a point in time.")).build()).into()
    }
}

impl PartialSchema for Due {
    fn schema() -> RefOr<Schema> {
        Self::described()
    }
}

impl ToSchema for Due {}

#[cfg(test)]
mod tests {
    use super::Due;

    #[test]
    fn a_day_stays_a_day_and_an_instant_an_instant_in_the_order_of_time() {
        let given = ["2026-11-19T23:59:59Z", "2026-11-20", "2026-11-20T00:00:00+00:00", "2026-11-21"];
        let kept: Vec<String> = given.iter().map(|text| text.parse::<Due>().unwrap().to_string()).collect();
        assert_eq!(kept[1], "2026-11-20");
        assert_eq!(kept[2], "2026-11-20T00:00:00.000000Z");
        assert!(kept.is_sorted());
        assert!("soon".parse::<Due>().is_err());
    }
}
