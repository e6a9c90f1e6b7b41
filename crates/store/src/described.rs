//! How the types of fields are described in the document of the API, also where they may be empty.
use crate::entity::OneOf;
use base::{Day, Id, Instant};
use utoipa::{
    PartialSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, OneOfBuilder, Schema, Type},
    },
};

/// A type of a field that describes itself.
pub trait Described {
    /// What it looks like.
    fn described() -> RefOr<Schema>;
}

impl<T: OneOf> Described for T {
    fn described() -> RefOr<Schema> {
        crate::one_of::schema::<T>()
    }
}

impl<T: Described> Described for Option<T> {
    fn described() -> RefOr<Schema> {
        let nothing: RefOr<Schema> = ObjectBuilder::new().schema_type(Type::Null).into();
        match T::described() {
            // Said once: what two of the choices allow, none of them does.
            RefOr::T(Schema::OneOf(choices)) if choices.items.contains(&nothing) => Schema::OneOf(choices).into(),
            described => Schema::OneOf(OneOfBuilder::new().item(nothing).item(described).build()).into(),
        }
    }
}

macro_rules! by_itself {
    ($($type:ty),*) => {
        $(impl Described for $type {
            fn described() -> RefOr<Schema> {
                <$type as PartialSchema>::schema()
            }
        })*
    };
}
by_itself!(bool, i64, f64, String, Id, Day, Instant);

/// Any JSON but null, which stands for nothing.
impl Described for serde_json::Value {
    fn described() -> RefOr<Schema> {
        let types = [Type::Object, Type::Array, Type::String, Type::Number, Type::Boolean];
        ObjectBuilder::new().schema_type(utoipa::openapi::schema::SchemaType::from_iter(types)).build().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_nothing_twice_may_be_nothing_once() {
        let told = |schema| serde_json::to_value::<RefOr<Schema>>(schema).unwrap();
        assert_eq!(told(Option::<Option<String>>::described()), told(Option::<String>::described()));
        assert_ne!(told(Option::<String>::described()), told(String::described()));
    }
}
