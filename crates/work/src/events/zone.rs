//! Time zones by name.
use api::{Bound, Bounded};
use base::{Id, Result};
use ical::Zone;
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use store::{Described, Field, Kind, Row, Value, sql};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, SchemaFormat, Type},
    },
};

/// The name of a time zone, in its one spelling where it is known; what is kept is read as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct ZoneName(pub String);

impl ZoneName {
    /// The zone, if it is known.
    pub(crate) fn zone(&self) -> Option<Zone> {
        Zone::named(&self.0)
    }

    /// The name of a zone.
    pub(crate) fn of(zone: &Zone) -> Self {
        Self(zone.name().to_owned())
    }
}

impl<'de> Deserialize<'de> for ZoneName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Cow::<str>::deserialize(deserializer)?;
        Ok(Zone::named(&name).map_or_else(|| Self(name.into_owned()), |zone| Self::of(&zone)))
    }
}

impl Field for ZoneName {
    const KIND: Kind = Kind::Text;

    fn read_optional(row: &dyn Row, at: usize) -> store::Result<Option<Self>> {
        Ok(row.text(at)?.map(|text| Self(text.to_owned())))
    }

    fn to_value(&self) -> Value {
        Value::Text(self.0.clone())
    }
}

impl Bounded for ZoneName {
    fn beyond(&self, _: Bound) -> Option<(&'static str, String)> {
        const UNKNOWN: &str = "there is no such time zone; one is named like Europe/Berlin, or UTC";
        self.zone().is_none().then(|| ("unknown_zone", UNKNOWN.to_owned()))
    }
}

impl Described for ZoneName {
    fn described() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::Custom("zone".into())));
        text.pattern(Some("^[A-Za-z0-9+_/-]+$")).examples(["Europe/Berlin", "UTC"]).build().into()
    }
}

impl PartialSchema for ZoneName {
    fn schema() -> RefOr<Schema> {
        Self::described()
    }
}

impl ToSchema for ZoneName {}

/// The zone that somebody has set for themself; UTC where they have set none, or none that is known.
pub(crate) async fn of_user(app: &api::App, user_id: Id) -> Result<Zone> {
    let set = sql!((String,), (Id,), "select timezone from user_settings where user_id = $1");
    let set = app.store().one(set, (user_id,)).await?;
    Ok(set.and_then(|(name,)| Zone::named(&name)).unwrap_or(Zone::UTC))
}
