//! Structs that are kept as JSON documents.

/// Keeps each of these types in a column as a JSON document.
#[macro_export]
macro_rules! kept_as_json {
    ($($type:ty),+) => {
        $(impl $crate::Field for $type {
            const KIND: $crate::Kind = $crate::Kind::Json;

            fn read_optional(row: &dyn $crate::Row, at: usize) -> $crate::Result<Option<Self>> {
                row.json(at)?.map(|text| $crate::serde_json::from_str(text).map_err($crate::Error::decode)).transpose()
            }

            fn to_value(&self) -> $crate::Value {
                // Texts and numbers always have a JSON form.
                $crate::Value::Json($crate::serde_json::to_string(self).unwrap_or_default())
            }
        })+
    };
}
