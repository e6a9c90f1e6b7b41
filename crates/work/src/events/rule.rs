//! How an event recurs: a rule of iCalendar.
use api::{Bound, Bounded};
use ical::{Reading, Rule};
use serde::{Deserialize, Deserializer, Serialize, de};
use std::borrow::Cow;
use store::{Described, Field, Kind, Row, Value};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, SchemaFormat, Type},
    },
};

/// A rule such as `FREQ=WEEKLY;BYDAY=MO`. What somebody says holds; what is kept is read as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Recurrence(pub String);

impl Recurrence {
    /// The rule, or why it is none.
    pub(crate) fn rule(&self) -> Result<Rule, String> {
        Rule::read(&self.0, Reading::Rfc).map_err(|refusal| refusal.to_string())
    }
}

impl<'de> Deserialize<'de> for Recurrence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let rule = Self(text.trim().trim_start_matches("RRULE:").to_owned());
        rule.rule().map_err(de::Error::custom)?;
        Ok(rule)
    }
}

impl Field for Recurrence {
    const KIND: Kind = Kind::Text;

    fn read_optional(row: &dyn Row, at: usize) -> store::Result<Option<Self>> {
        Ok(row.text(at)?.map(|text| Self(text.to_owned())))
    }

    fn to_value(&self) -> Value {
        Value::Text(self.0.clone())
    }
}

impl Bounded for Recurrence {
    fn beyond(&self, _: Bound) -> Option<(&'static str, String)> {
        None
    }
}

impl Described for Recurrence {
    fn described() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::Custom("rrule".into())));
        text.pattern(Some("FREQ=")).examples(["FREQ=WEEKLY", "FREQ=DAILY;COUNT=3"]).build().into()
    }
}

impl PartialSchema for Recurrence {
    fn schema() -> RefOr<Schema> {
        Self::described()
    }
}

impl ToSchema for Recurrence {}
