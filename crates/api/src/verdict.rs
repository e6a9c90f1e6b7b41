//! An answer that may be a refusal, of something that is written either way.
use crate::{cookie::Cookie, operation::Answer};
use base::{Error, Result};
use std::borrow::Cow;
use store::utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, schema::Schema},
};

/// What is answered once what was planned is written: a thing, or why there is none.
#[derive(Debug)]
pub enum Verdict<T> {
    /// The thing.
    Yes(T),
    /// Why not.
    No(Error),
}

impl<T: Answer> Answer for Verdict<T> {
    const IS_SECRET: bool = T::IS_SECRET;

    fn body(self) -> Result<Vec<u8>> {
        match self {
            Self::Yes(thing) => thing.body(),
            Self::No(error) => Err(error),
        }
    }

    fn cookies(&self) -> Vec<Cookie> {
        if let Self::Yes(thing) = self { thing.cookies() } else { Vec::new() }
    }

    fn verdict(self) -> Result<Self> {
        if let Self::No(error) = self { Err(error) } else { Ok(self) }
    }
}

impl<T: ToSchema> PartialSchema for Verdict<T> {
    fn schema() -> RefOr<Schema> {
        T::schema()
    }
}

/// Described as the thing: a refusal is a problem, as always.
impl<T: ToSchema> ToSchema for Verdict<T> {
    fn name() -> Cow<'static, str> {
        T::name()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        T::schemas(schemas);
    }
}
