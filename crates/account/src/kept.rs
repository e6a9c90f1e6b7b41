//! Structs that are kept as JSON documents.

/// Keeps each of these types in a column as a JSON document.
macro_rules! kept_as_json {
    ($($type:ty),+) => {
        $(impl ::store::Field for $type {
            const KIND: ::store::Kind = ::store::Kind::Json;

            fn read_optional(row: &dyn ::store::Row, at: usize) -> ::store::Result<Option<Self>> {
                row.json(at)?.map(|text| ::serde_json::from_str(text).map_err(::store::Error::decode)).transpose()
            }

            fn to_value(&self) -> ::store::Value {
                // Texts and numbers always have a JSON form.
                ::store::Value::Json(::serde_json::to_string(self).unwrap_or_default())
            }
        })+
    };
}
pub(crate) use kept_as_json;
