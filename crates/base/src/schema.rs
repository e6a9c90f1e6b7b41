//! How the words of this crate are described in the document of the API.

/// Describes a type that is a text of some format on the wire.
macro_rules! of_text {
    ($type:ty, $format:literal, $about:literal) => {
        impl ::utoipa::PartialSchema for $type {
            fn schema() -> ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema> {
                let text = ::utoipa::openapi::ObjectBuilder::new().schema_type(::utoipa::openapi::schema::Type::String);
                let format = ::utoipa::openapi::SchemaFormat::Custom($format.into());
                text.format(Some(format)).description(Some($about)).build().into()
            }
        }

        impl ::utoipa::ToSchema for $type {}
    };
}
pub(crate) use of_text;
