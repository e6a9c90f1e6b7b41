//! What a part of a profile can be, and the list of parts: each is named once, as it is in the table and as it is on the wire.
use super::rules::Form;
use base::{Day, Flaw};
use serde::{Serialize, Serializer, de::DeserializeOwned};
use utoipa::openapi::{
    RefOr,
    schema::{ObjectBuilder, OneOfBuilder, Schema, Type},
};

/// What a part of a profile can be.
pub(super) trait Part: Sized {
    /// What a client says of it.
    type Said: DeserializeOwned;
    /// What is wrong with what was said, where it is at that place.
    fn flaws(said: &Self::Said, form: Form, at: &str) -> Vec<Flaw>;
    /// What it becomes by what was said, which has no flaws.
    fn becomes(was: Option<Self>, said: Self::Said, form: Form) -> Option<Self>;
    /// Tells it; there is an empty form of it for what is not there.
    fn tell<S: Serializer>(part: Option<&Self>, serializer: S) -> Result<S::Ok, S::Error>;
    /// The schema of what a client says.
    fn sayable(about: &str, form: Form) -> RefOr<Schema>;
    /// The schema of what is told.
    fn shown(about: &str) -> RefOr<Schema>;
}

/// Tells a part of a profile.
pub(super) fn told<T: Part, S: Serializer>(part: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
    T::tell(part.as_ref(), serializer)
}

/// What is wrong with a text that was said.
pub(super) fn flaw(text: Option<&str>, form: Form, at: &str) -> Option<Flaw> {
    let (code, message) = form.kept(text?).err()?;
    Some(Flaw { at: at.into(), code, message, allowed: None })
}

/// A text that was said, as it is kept.
pub(super) fn kept(text: Option<String>, form: Form) -> Option<String> {
    form.kept(&text?).ok().flatten()
}

macro_rules! texts {
    ($($type:ty),+) => {
        $(impl Part for $type {
            type Said = Option<String>;

            fn flaws(said: &Self::Said, form: Form, at: &str) -> Vec<Flaw> {
                flaw(said.as_deref(), form, at).into_iter().collect()
            }

            fn becomes(_: Option<Self>, said: Self::Said, form: Form) -> Option<Self> {
                kept(said, form)?.parse().ok()
            }

            fn tell<S: Serializer>(part: Option<&Self>, serializer: S) -> Result<S::Ok, S::Error> {
                match part {
                    Some(part) => part.serialize(serializer),
                    None => serializer.serialize_str(""),
                }
            }

            fn sayable(about: &str, form: Form) -> RefOr<Schema> {
                let text = ObjectBuilder::new().schema_type(Type::String).max_length(Some(form.most())).examples(form.example());
                let nothing = ObjectBuilder::new().schema_type(Type::Null);
                let either = OneOfBuilder::new().item(nothing).item(text).description(Some(about.trim()));
                Schema::OneOf(either.build()).into()
            }

            fn shown(about: &str) -> RefOr<Schema> {
                ObjectBuilder::new().schema_type(Type::String).description(Some(about.trim())).build().into()
            }
        })+
    };
}
texts!(String, Day);

/// The parts of a profile: of each its name in the table and on the wire, what it is, and what its text may look like. Gives the
/// table, what a client may say of it, the flaws of that, and the schemas of both.
macro_rules! profile {
    ($($(#[doc = $about:tt])+ $name:ident $json:tt: $type:ty $(= $form:expr)?;)+) => {
        /// What somebody tells of themself.
        #[derive(Clone, Debug, PartialEq, ::store::Entity, ::serde::Serialize)]
        #[table("user_profiles", scope = user, clustered)]
        pub struct UserProfile {
            /// Whose.
            #[key]
            #[refers("users.id", on_delete = cascade)]
            pub user_id: ::base::Id,
            $($(#[doc = $about])+ #[serde(rename = $json, serialize_with = "told")] pub $name: Option<$type>,)+
            /// Goes up by one with every change.
            #[check("revision >= 1")]
            pub revision: i64,
            /// When it was begun.
            pub created_at: ::base::Instant,
            /// When it last changed.
            pub updated_at: ::base::Instant,
        }

        impl UserProfile {
            /// The profile of somebody who has told nothing yet.
            pub fn new(user_id: ::base::Id, now: ::base::Instant) -> Self {
                Self { user_id, $($name: None,)+ revision: 1, created_at: now, updated_at: now }
            }

            /// The schema of its parts, as they are told.
            pub(super) fn shown() -> ::utoipa::openapi::ObjectBuilder {
                let object = ::utoipa::openapi::ObjectBuilder::new();
                $(let object = object.property($json, <$type as Part>::shown(concat!($($about),+))).required($json);)+
                object
            }
        }

        /// What a client may say of a profile: what is not named is kept; null and an empty text are nothing.
        #[derive(Clone, Debug, Default, ::serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub(crate) struct ProfileFields {
            $(#[serde(rename = $json)] $name: ::api::Patch<<$type as Part>::Said>,)+
            /// The revision that the caller has seen; another one is refused.
            pub(super) revision: Option<i64>,
        }

        impl ProfileFields {
            /// The names of all that may be said.
            pub(super) const NAMES: &'static [&'static str] = &[$($json,)+ "revision"];

            /// The names of the parts that something is said of.
            pub(super) fn named(&self) -> Vec<&'static str> {
                let named = [$(self.$name.said().map(|_| $json)),+];
                named.into_iter().flatten().collect()
            }

            /// The profile with what was said of each part.
            pub(super) fn applied(self, profile: UserProfile) -> UserProfile {
                $(let $name = match self.$name {
                    ::api::Patch::Keep => profile.$name,
                    ::api::Patch::Set(said) => Part::becomes(profile.$name, said, form(&[$($form)?])),
                };)+
                UserProfile { $($name,)+ ..profile }
            }
        }

        impl ::api::Wanted for ProfileFields {
            const FILLED_BY_US: &'static [&'static str] = &["user_id", "email", "created_at", "updated_at"];

            fn flaws(&self) -> Vec<::base::Flaw> {
                let flaws = [$(self.$name.said().map(|said| {
                    <$type as Part>::flaws(said, form(&[$($form)?]), concat!("/", $json))
                })),+];
                flaws.into_iter().flatten().flatten().collect()
            }
        }

        impl ::utoipa::PartialSchema for ProfileFields {
            fn schema() -> ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema> {
                let object = ::utoipa::openapi::ObjectBuilder::new();
                $(let object = object.property(
                    $json, <$type as Part>::sayable(concat!($($about),+), form(&[$($form)?])));)+
                let seen = "The revision that the caller has seen; another one is refused.";
                let revision = ::api::patch::bounded::<Option<i64>>(seen, ::api::Bound::None);
                let known = ::utoipa::openapi::schema::AdditionalProperties::FreeForm(false);
                object.property("revision", revision).additional_properties(Some(known)).build().into()
            }
        }

        impl ::utoipa::ToSchema for ProfileFields {}
    };
}
pub(super) use profile;
