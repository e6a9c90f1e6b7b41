//! What the derive `OneOf` has in common for every enum.
use crate::{
    entity::OneOf,
    error::{Error, Result},
    json,
    value::Row,
};
use serde::{Deserializer, de};
use std::{fmt, marker::PhantomData};
use utoipa::openapi::{
    RefOr,
    schema::{ObjectBuilder, Schema, Type},
};

/// Reads the one spelling that is stored.
pub fn read<T: OneOf>(row: &dyn Row, at: usize) -> Result<Option<T>> {
    let Some(text) = row.text(at)? else { return Ok(None) };
    T::stored(text).map(Some).ok_or_else(|| Error::decode(format_args!("it is none of {}", T::TEXTS.join(", "))))
}

/// Tells the one spelling that is stored.
pub fn tell<T: OneOf>(row: &dyn Row, at: usize, out: &mut Vec<u8>) -> Result<bool> {
    json::write(out, read::<T>(row, at)?.map(OneOf::text))
}

/// Reads what people send: any case, no blanks, and the allowed values in the answer when it is none of them.
pub fn deserialize<'de, T: OneOf, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct Visitor<T>(PhantomData<T>);

    impl<T: OneOf> de::Visitor<'_> for Visitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            write!(f, "one of {}", T::TEXTS.join(", "))
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            T::given(text).ok_or_else(|| E::unknown_variant(text, T::TEXTS))
        }
    }

    deserializer.deserialize_str(Visitor(PhantomData))
}

/// The OpenAPI schema: a string with the one spelling of each value.
pub fn schema<T: OneOf>() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(T::TEXTS.iter().copied())).build().into()
}
