//! The bodies of requests, as the document describes them.
use super::{body, document::object, multipart};
use crate::{
    file::{FILE, File, Takes},
    operation::Shape,
};
use store::utoipa::{
    PartialSchema,
    openapi::{
        ContentBuilder, RefOr, Required,
        request_body::{RequestBody, RequestBodyBuilder},
        schema::{AdditionalProperties, ObjectBuilder, Schema},
    },
};

/// What is left of the input for the body.
pub(super) fn json(input: &Shape, rest: &[&str], takes_form: bool) -> RequestBody {
    let mut schema = object(&input.schema).cloned().unwrap_or_default();
    schema.properties.retain(|name, _| rest.contains(&name.as_str()));
    schema.required.retain(|name| rest.contains(&name.as_str()));
    let required = if schema.required.is_empty() { Required::False } else { Required::True };
    let content = ContentBuilder::new().schema(Some(Schema::Object(schema))).build();
    let mut builder = RequestBodyBuilder::new().content(body::JSON, content.clone());
    if takes_form {
        builder = builder.content(body::FORM, content);
    }
    builder.required(Some(required)).build()
}

/// A file, as itself or in a form.
pub(super) fn file(takes: &Takes) -> RequestBody {
    let content = |schema| ContentBuilder::new().schema(Some(schema)).build();
    let alone = Some(AdditionalProperties::FreeForm(false));
    let form = ObjectBuilder::new().property(FILE, brought()).required(FILE).additional_properties(alone).build();
    let builder = RequestBodyBuilder::new().description(Some(format!("At most {} bytes.", takes.most_bytes)));
    let builder = takes.kinds.iter().fold(builder, |builder, kind| builder.content(*kind, content(brought())));
    builder.content(multipart::KIND, content(form.into())).required(Some(Required::True)).build()
}

/// A file that is brought holds something.
fn brought() -> RefOr<Schema> {
    let mut schema = File::schema();
    if let RefOr::T(Schema::Object(object)) = &mut schema {
        object.min_length = Some(1);
    }
    schema
}
