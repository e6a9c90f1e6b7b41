//! What changed of a list since a place in the change log: what is asked, and what is answered.
use super::Position;
use crate::{input::Input, operation::Shape};
use base::{Error, Id, Instant, Result};
use serde::{Deserialize, Serialize};
use store::utoipa::openapi::{
    RefOr,
    schema::{ArrayBuilder, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type},
};

const TOKEN: &str = "sync_token";

/// What changed of a list.
#[derive(Serialize)]
pub(crate) struct Changes<T> {
    /// What was made or changed and is in the list, as it is now.
    pub(crate) changed: Vec<T>,
    /// What was changed and is not in the list, or not any more.
    pub(crate) deleted: Vec<Deleted>,
    /// Where to follow from next.
    pub(crate) sync_token: String,
    /// Whether there is more already.
    pub(crate) has_more: bool,
}

/// A thing that is not in the list.
#[derive(Serialize)]
pub(crate) struct Deleted {
    /// Which thing.
    pub(crate) id: Id,
    /// When it was thrown away; nothing where it is there and not in this list.
    pub(crate) deleted_at: Option<Instant>,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    sync_token: Option<String>,
}

/// Where the caller has followed the list to, if they say so.
pub(crate) fn token(input: &mut Input, syncs: bool) -> Result<Option<Position>> {
    let Asked { sync_token } = input.take(TOKEN).read()?;
    match sync_token {
        Some(_) if !syncs => {
            let message = "this list cannot tell what changed: read it again without the token";
            Err(Error::flaw("/sync_token", "unsupported", message))
        }
        token => token.as_deref().map(str::parse).transpose(),
    }
}

/// What a list takes that can tell what changed.
pub(crate) fn with_token(mut shape: Shape) -> Shape {
    if let RefOr::T(Schema::Object(object)) = &mut shape.schema {
        let about = "Where the list was followed to: only what changed since then is told.";
        let token = ObjectBuilder::new()
            .schema_type(SchemaType::Array(vec![Type::String, Type::Null]))
            .description(Some(about))
            .build();
        object.properties.insert(TOKEN.into(), Schema::Object(token).into());
    }
    shape
}

/// What such a list tells, as the document of the API describes it.
pub(crate) fn schema(items: RefOr<Schema>) -> Schema {
    let of = |kind: Type| ObjectBuilder::new().schema_type(kind);
    let instant = ObjectBuilder::new()
        .schema_type(SchemaType::Array(vec![Type::String, Type::Null]))
        .format(Some(SchemaFormat::Custom("date-time".into())));
    let deleted = of(Type::Object)
        .property("id", of(Type::String).format(Some(SchemaFormat::Custom("uuid".into()))))
        .property("deleted_at", instant)
        .required("id")
        .required("deleted_at");
    let object = of(Type::Object)
        .property("changed", items)
        .property("deleted", ArrayBuilder::new().items(deleted))
        .property(TOKEN, of(Type::String).description(Some("Where to follow from next.")))
        .property("has_more", of(Type::Boolean).description(Some("Whether there is more already.")));
    let object = ["changed", "deleted", TOKEN, "has_more"].into_iter().fold(object, ObjectBuilder::required);
    Schema::Object(object.build())
}
