//! Structs that are kept as JSON documents.
use crate::{
    error::{Error, Result},
    json, sound,
    value::Row,
};
use serde::Deserialize;

/// Reads the document that a row holds as what it is meant to be.
pub fn read<'row, T: Deserialize<'row>>(row: &'row dyn Row, at: usize) -> Result<Option<T>> {
    row.json(at)?.map(|text| serde_json::from_str(text).map_err(|error| Error::of_document(&error))).transpose()
}

/// Tells the document that a row holds if it has the form of a type.
pub fn tell<'row, T: Deserialize<'row>>(row: &'row dyn Row, at: usize, out: &mut Vec<u8>) -> Result<bool> {
    let text = row.json(at)?;
    text.map_or(Ok(()), sound::as_document::<T>)?;
    Ok(json::copy(out, text))
}

/// Keeps each of these types in a column as a JSON document; whether a row holds one may be found out by reading it as a lighter type.
#[macro_export]
macro_rules! kept_as_json {
    ($($type:ty),+) => { $($crate::kept_as_json!($type, as $type);)+ };
    ($type:ty, as $light:ty) => {
        impl $crate::Field for $type {
            const KIND: $crate::Kind = $crate::Kind::Json;

            fn read_optional(row: &dyn $crate::Row, at: usize) -> $crate::Result<Option<Self>> {
                $crate::kept::read(row, at)
            }

            fn tell_optional(row: &dyn $crate::Row, at: usize, out: &mut Vec<u8>) -> $crate::Result<bool> {
                $crate::kept::tell::<$light>(row, at, out)
            }

            fn to_value(&self) -> $crate::Value {
                // Texts and numbers always have a JSON form.
                $crate::Value::Json($crate::serde_json::to_string(self).unwrap_or_default())
            }
        }
    };
}
