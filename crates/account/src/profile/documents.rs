//! The parts of a profile that are documents: addresses, and whom to call. Within them, an empty text is nothing.
use super::{
    part::{self, Part},
    rules::Form,
};
use api::Patch;
use base::Flaw;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, marker::PhantomData};
use utoipa::openapi::{
    ObjectBuilder, RefOr,
    schema::{AdditionalProperties, OneOfBuilder, Schema, Type},
};

/// A document that may also be said to be nothing: by null, or by an empty text.
#[derive(Clone, Debug)]
pub(crate) struct OrNothing<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OrNothing<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Visitor<T> {
            type Value = Option<T>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
                Ok(None)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                match text.trim() {
                    "" => Ok(None),
                    _ => Err(E::invalid_type(de::Unexpected::Str(text), &self)),
                }
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(de::value::MapAccessDeserializer::new(map)).map(Some)
            }
        }

        deserializer.deserialize_any(Visitor(PhantomData)).map(Self)
    }
}

macro_rules! document {
    ($(#[doc = $whole:tt])+ $document:ident, $fields:ident; $($(#[doc = $about:tt])+ $name:ident $json:tt = $form:expr;)+) => {
        $(#[doc = $whole])+
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct $document {
            $($(#[doc = $about])+ #[serde(rename = $json)] pub $name: String,)+
        }

        /// What a client says of such a document: what is not named is kept.
        #[derive(Clone, Debug, Default, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub(crate) struct $fields {
            $(#[serde(rename = $json)] $name: Patch<Option<String>>,)+
        }

        impl Part for $document {
            type Said = OrNothing<$fields>;

            fn flaws(said: &Self::Said, _: Form, at: &str) -> Vec<Flaw> {
                let Some(said) = &said.0 else { return Vec::new() };
                let flaws = [$(said.$name.said().and_then(|text| {
                    part::flaw(text.as_deref(), $form, &format!("{at}/{}", $json))
                })),+];
                flaws.into_iter().flatten().collect()
            }

            fn becomes(was: Option<Self>, said: Self::Said, _: Form) -> Option<Self> {
                let said = said.0?;
                let was = was.unwrap_or_default();
                let one = |said: Patch<Option<String>>, was: String, form| match said {
                    Patch::Keep => was,
                    Patch::Set(text) => part::kept(text, form).unwrap_or_default(),
                };
                let is = Self { $($name: one(said.$name, was.$name, $form),)+ };
                (is != Self::default()).then_some(is)
            }

            fn tell<S: Serializer>(part: Option<&Self>, serializer: S) -> Result<S::Ok, S::Error> {
                match part {
                    Some(part) => part.serialize(serializer),
                    None => Self::default().serialize(serializer),
                }
            }

            fn sayable(about: &str, _: Form) -> RefOr<Schema> {
                let object = ObjectBuilder::new();
                $(let object = object.property($json, <String as Part>::sayable(concat!($($about),+), $form));)+
                let object = object.additional_properties(Some(AdditionalProperties::FreeForm(false)));
                let nothing = ObjectBuilder::new().schema_type(Type::Null);
                let empty = ObjectBuilder::new().schema_type(Type::String).pattern(Some(r"^\s*$"));
                let either = OneOfBuilder::new().item(nothing).item(object).item(empty);
                let either = either.description(Some(about.trim()));
                Schema::OneOf(either.build()).into()
            }

            fn shown(about: &str) -> RefOr<Schema> {
                let object = ObjectBuilder::new();
                $(let object = object.property($json, <String as Part>::shown(concat!($($about),+))).required($json);)+
                object.description(Some(about.trim())).build().into()
            }
        }
    };
}

document! {
    /// Where somebody lives or works.
    Address, AddressFields;
    /// The street and the number.
    street "street" = Form::Plain(200);
    /// What the street does not say: the floor, the door.
    street2 "street2" = Form::Plain(200);
    /// The town.
    city "city" = Form::Plain(100);
    /// The state or the province.
    state "state" = Form::Plain(100);
    /// The postal code.
    zip_code "zipCode" = Form::Plain(20);
    /// The country.
    country "country" = Form::Plain(100);
}

document! {
    /// Whom to call when something has happened.
    EmergencyContact, EmergencyContactFields;
    /// Their name.
    name "name" = Form::Plain(200);
    /// What they are to one another.
    relationship "relationship" = Form::Plain(100);
    /// Their phone, with its country.
    phone "phone" = Form::Phone;
    /// Where mail reaches them.
    email "email" = Form::Email;
}

store::kept_as_json!(Address, EmergencyContact);
