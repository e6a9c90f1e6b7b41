//! A JSON document that is only carried, and read by whoever wants to know what it says.
use crate::{
    error::Error,
    json,
    schema::Kind,
    value::{Field, Row, Value},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};
use serde_json::value::RawValue;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, SchemaType},
    },
};

/// A JSON document as text.
#[derive(Clone, Debug, PartialEq)]
pub struct Document(String);

impl Document {
    /// The document of a value.
    pub fn of(value: &impl Serialize) -> Result<Self, serde_json::Error> {
        serde_json::to_string(value).map(Self)
    }

    /// Its text.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Reads it as what it is meant to be.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.0)
    }
}

impl Field for Document {
    const KIND: Kind = Kind::Json;

    fn read_optional(row: &dyn Row, at: usize) -> Result<Option<Self>, Error> {
        Ok(row.document(at)?.map(|text| Self(text.to_owned())))
    }

    fn tell_optional(row: &dyn Row, at: usize, out: &mut Vec<u8>) -> Result<bool, Error> {
        Ok(json::copy(out, row.document(at)?))
    }

    fn to_value(&self) -> Value {
        Value::Json(self.0.clone())
    }
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_str(&self.0).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(|raw| Self(raw.get().to_owned()))
    }
}

impl PartialSchema for Document {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(SchemaType::AnyValue).build().into()
    }
}

impl ToSchema for Document {}
