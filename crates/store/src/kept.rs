//! Structs that are kept as JSON documents.

/// Keeps each of these types in a column as a JSON document; whether a row holds one may be found out by reading it as a lighter type.
#[macro_export]
macro_rules! kept_as_json {
    ($($type:ty),+) => { $($crate::kept_as_json!($type, as $type);)+ };
    ($type:ty, as $light:ty) => {
        impl $crate::Field for $type {
            const KIND: $crate::Kind = $crate::Kind::Json;

            fn read_optional(row: &dyn $crate::Row, at: usize) -> $crate::Result<Option<Self>> {
                let read = |text| $crate::serde_json::from_str(text).map_err(|error| $crate::Error::of_document(&error));
                row.json(at)?.map(read).transpose()
            }

            fn sound(row: &dyn $crate::Row, at: usize) -> $crate::Result<()> {
                row.json(at)?.map_or(Ok(()), $crate::sound::as_document::<$light>)
            }

            fn to_value(&self) -> $crate::Value {
                // Texts and numbers always have a JSON form.
                $crate::Value::Json($crate::serde_json::to_string(self).unwrap_or_default())
            }
        }
    };
}
