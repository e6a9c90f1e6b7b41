//! What a client says of a thing: each field is kept, or set; a field that may be empty can be set to nothing (RFC 7396).
use base::Flaw;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use store::{
    Described,
    utoipa::openapi::{
        RefOr,
        schema::{ArrayItems, Schema, SchemaType, Type},
    },
};

/// One field of a merge patch.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Patch<T> {
    /// Nothing is said of it.
    #[default]
    Keep,
    /// It becomes this.
    Set(T),
}

impl<T> Patch<T> {
    /// Puts it where it belongs, if something was said.
    pub fn apply(self, place: &mut T) {
        if let Self::Set(value) = self {
            *place = value;
        }
    }

    /// What was said, if anything was.
    pub fn said(&self) -> Option<&T> {
        match self {
            Self::Keep => None,
            Self::Set(value) => Some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::Set)
    }
}

/// How far a value may go.
#[derive(Clone, Copy, Debug)]
pub enum Bound {
    /// As far as its type goes.
    None,
    /// A text of so many characters, at least and at most.
    Text(usize, usize),
    /// A number from here to there, both included.
    Number(f64, f64),
    /// A JSON document of so many bytes at most.
    Json(usize),
}

/// What can be bounded.
pub trait Bounded {
    /// What is wrong with it: the rule's word, and a sentence.
    fn beyond(&self, bound: Bound) -> Option<(&'static str, String)>;
}

impl Bounded for String {
    fn beyond(&self, bound: Bound) -> Option<(&'static str, String)> {
        let Bound::Text(least, most) = bound else { return None };
        let length = self.chars().count();
        match length {
            _ if least > 0 && self.trim().is_empty() => Some(("empty", "this cannot be empty".into())),
            _ if length < least => Some(("too_short", format!("this has {least} characters at least"))),
            _ if length > most => Some(("too_long", format!("this has {most} characters at most, and was {length}"))),
            _ => None,
        }
    }
}

impl Bounded for f64 {
    fn beyond(&self, bound: Bound) -> Option<(&'static str, String)> {
        let Bound::Number(least, most) = bound else { return None };
        let fits = (least..=most).contains(self);
        (!fits).then(|| ("out_of_range", format!("this is a number from {least} to {most}")))
    }
}

impl Bounded for i64 {
    #[expect(clippy::cast_precision_loss, reason = "bounds are small, and what is beyond them stays beyond")]
    fn beyond(&self, bound: Bound) -> Option<(&'static str, String)> {
        (*self as f64).beyond(bound)
    }
}

impl Bounded for Value {
    fn beyond(&self, bound: Bound) -> Option<(&'static str, String)> {
        let Bound::Json(most) = bound else { return None };
        let length = crate::operation::json(self).map_or(0, |text| text.len());
        (length > most).then(|| ("too_long", format!("this has {most} bytes at most as JSON, and was {length}")))
    }
}

impl<T: Bounded> Bounded for Option<T> {
    fn beyond(&self, bound: Bound) -> Option<(&'static str, String)> {
        self.as_ref().and_then(|value| value.beyond(bound))
    }
}

/// The flaw of a field that goes too far.
#[doc(hidden)]
pub fn flaw<T: Bounded>(name: &str, field: &Patch<T>, bound: Bound) -> Option<Flaw> {
    let (code, message) = field.said()?.beyond(bound)?;
    Some(Flaw { at: format!("/{name}"), code, message, allowed: None })
}

/// The schema of a field within its bound.
#[doc(hidden)]
pub fn bounded<T: Described>(about: &str, bound: Bound) -> RefOr<Schema> {
    let mut schema = T::described();
    narrow(&mut schema, bound);
    describe(&mut schema, about);
    schema
}

fn narrow(schema: &mut RefOr<Schema>, bound: Bound) {
    match (schema, bound) {
        (RefOr::T(Schema::Object(object)), _) if object.schema_type == SchemaType::new(Type::Null) => {}
        (RefOr::T(Schema::Object(object)), Bound::Text(least, most)) => {
            object.min_length = (least > 0).then_some(least);
            object.max_length = Some(most);
        }
        (RefOr::T(Schema::Object(object)), Bound::Number(least, most)) => {
            object.minimum = Some(least.into());
            object.maximum = Some(most.into());
        }
        (RefOr::T(Schema::Array(array)), Bound::Text(..) | Bound::Number(..)) => {
            if let ArrayItems::RefOrSchema(item) = &mut array.items {
                narrow(item, bound);
            }
        }
        (RefOr::T(Schema::OneOf(one_of)), _) => one_of.items.iter_mut().for_each(|item| narrow(item, bound)),
        _ => {}
    }
}

fn describe(schema: &mut RefOr<Schema>, about: &str) {
    let about = Some(about.trim().to_owned());
    match schema {
        RefOr::T(Schema::Object(object)) => object.description = about,
        RefOr::T(Schema::OneOf(one_of)) => one_of.description = about,
        RefOr::T(Schema::Array(array)) => array.description = about,
        _ => {}
    }
}

/// What a client may say of a thing: fields that are columns of its entity, each with its bound. Gives the struct of patches, how
/// it is applied, its flaws and its schema; and `New`, the same with the fields that a new thing needs.
///
/// `fields! { TaskFields, NewTask of Task, needs title; /// What is to be done. title: String = Bound::Text(1, 500); ... }`; a field whose
/// column has another name says so: `end in ends: Time`.
#[macro_export]
macro_rules! fields {
    ($fields:ident, $new:ident of $entity:ty, needs $($needed:ident),*; $($(#[doc = $about:literal])+ $name:ident $(in $column:ident)?: $type:ty $(= $bound:expr)?;)+) => {
        #[doc = concat!("What a client may say of a `", stringify!($entity), "`.")]
        #[derive(Clone, Debug, Default, ::serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub(crate) struct $fields {
            $($(#[doc = $about])+ pub(crate) $name: $crate::Patch<$type>,)+
        }

        impl $fields {
            /// Puts what was said where it belongs.
            pub(crate) fn apply(self, thing: &mut $entity) {
                $(self.$name.apply($crate::place_of!(thing, $name $($column)?));)+
            }

            /// The names of the fields.
            pub(crate) const NAMES: &'static [&'static str] = &[$($crate::patch::word(stringify!($name))),+];

            /// Whether a client sends back what it was sent: what the thing has besides these fields.
            fn is_sent_back(name: &str) -> bool {
                let is_told = <$entity as ::store::Entity>::TOLD.contains(&name);
                !Self::NAMES.contains(&name) && (is_told || <$entity as ::store::Entity>::TABLE.column(name).is_some())
            }

            fn object(needed: &[&str]) -> ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema> {
                let object = ::utoipa::openapi::ObjectBuilder::new();
                $(let object = object.property(
                    $crate::patch::word(stringify!($name)),
                    $crate::patch::bounded::<$type>(concat!($($about),+), [$($bound,)? $crate::Bound::None][0]),
                );)+
                let object = object.additional_properties(Some(::utoipa::openapi::schema::AdditionalProperties::FreeForm(false)));
                needed.iter().fold(object, |object, name| object.required(*name)).build().into()
            }
        }

        impl $crate::Wanted for $fields {
            fn passes_over(name: &str) -> bool {
                $fields::is_sent_back(name)
            }

            fn flaws(&self) -> Vec<::base::Flaw> {
                let flaws = [$($($crate::patch::flaw($crate::patch::word(stringify!($name)), &self.$name, $bound),)?)+];
                flaws.into_iter().flatten().collect()
            }
        }

        impl ::utoipa::PartialSchema for $fields {
            fn schema() -> ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema> {
                Self::object(&[])
            }
        }

        impl ::utoipa::ToSchema for $fields {}

        #[doc = concat!("What a new `", stringify!($entity), "` is made from.")]
        #[derive(Clone, Debug, ::serde::Deserialize)]
        #[serde(transparent)]
        pub(crate) struct $new(pub(crate) $fields);

        impl $crate::Wanted for $new {
            fn passes_over(name: &str) -> bool {
                $fields::is_sent_back(name)
            }

            fn flaws(&self) -> Vec<::base::Flaw> {
                let needed: &[(&str, bool)] =
                    &[$(($crate::patch::word(stringify!($needed)), self.0.$needed.said().is_none())),*];
                let missing = needed.iter().filter(|(_, is_missing)| *is_missing);
                missing.map(|(name, _)| $crate::patch::missing(name)).chain(self.0.flaws()).collect()
            }
        }

        impl ::utoipa::PartialSchema for $new {
            fn schema() -> ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema> {
                $fields::object(&[$($crate::patch::word(stringify!($needed))),*])
            }
        }

        impl ::utoipa::ToSchema for $new {}
    };
}

/// Where a field of a thing is: in the column of its name, or in another.
#[doc(hidden)]
#[macro_export]
macro_rules! place_of {
    ($thing:ident, $name:ident) => {
        &mut $thing.$name
    };
    ($thing:ident, $name:ident $column:ident) => {
        &mut $thing.$column
    };
}

/// The name of a field as it is on the wire: `r#type` is written `type`.
#[doc(hidden)]
pub const fn word(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

/// The flaw of a field that is needed and was not there.
#[doc(hidden)]
pub fn missing(name: &str) -> Flaw {
    Flaw { at: format!("/{name}"), code: "missing", message: format!("{name} is needed"), allowed: None }
}
