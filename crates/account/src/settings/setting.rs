//! What a setting can be, and the list of settings: each is named once.
use super::{EventWeights, Theme, WebSearchProvider, weights::WeightsFields};
use serde_json::Value;
use store::{Default, Described, OneOf};

/// What a setting can be.
pub(super) trait Setting: Sized {
    /// What a client says of it.
    type Said: Described;
    /// What it is before anybody touches it: the default of its column.
    fn usual(column: Option<Default>) -> Self;
    /// What it becomes by what was said.
    fn applied(self, said: Self::Said, usual: Self) -> Self;
}

/// The text of a default; a table whose default is of another kind than its column does not compile.
fn text(default: Option<Default>) -> &'static str {
    if let Some(Default::Text(text)) = default { text } else { "" }
}

macro_rules! whole {
    ($($type:ty: |$default:ident| $usual:expr;)+) => {
        $(impl Setting for $type {
            type Said = Self;

            fn usual($default: Option<Default>) -> Self {
                $usual
            }

            fn applied(self, said: Self, _: Self) -> Self {
                said
            }
        })+
    };
}
whole! {
    bool: |default| matches!(default, Some(Default::Bool(true)));
    String: |default| text(default).to_owned();
    Theme: |default| Self::stored(text(default)).unwrap_or(Self::ALL[0]);
    WebSearchProvider: |default| Self::stored(text(default)).unwrap_or(Self::ALL[0]);
    Option<String>: |default| default.map(|default| text(Some(default)).to_owned());
    Option<Value>: |default| default.and_then(|default| serde_json::from_str(text(Some(default))).ok());
}

impl Setting for EventWeights {
    type Said = WeightsFields;

    fn usual(column: Option<Default>) -> Self {
        serde_json::from_str(text(column)).unwrap_or_default()
    }

    fn applied(self, said: WeightsFields, usual: Self) -> Self {
        said.applied(self, usual)
    }
}

/// The settings: of each its name, what it holds, what it is before anybody touches it, and how far it may go. Gives the table, what
/// is in it at first, what a client may say of it, the flaws of that and its schema.
macro_rules! settings {
    ($($(#[doc = $about:tt])+ $name:ident: $type:ty $(= $default:tt)? $(, $bound:expr)?;)+) => {
        /// How the house is for one person.
        #[derive(Clone, Debug, PartialEq, ::store::Entity, ::serde::Serialize, ::utoipa::ToSchema)]
        #[table("user_settings", scope = user, clustered)]
        pub struct UserSettings {
            /// Whose.
            #[key]
            #[refers("users.id", on_delete = cascade)]
            pub user_id: ::base::Id,
            $($(#[doc = $about])+ $(#[default($default)])? pub $name: $type,)+
            /// Whether there is a key for whoever searches the web; it is sealed, and told to nobody.
            #[serde(rename = "web_search_api_key_set", serialize_with = "told_whether")]
            #[schema(value_type = bool, required)]
            pub web_search_api_key: Option<::vault::Sealed>,
            /// Goes up by one with every change.
            #[check("revision >= 1")]
            pub revision: i64,
            /// When it last changed.
            pub updated_at: ::base::Instant,
        }

        impl UserSettings {
            /// The settings of somebody who has just come: what the table itself would fill in.
            pub fn new(user_id: ::base::Id, now: ::base::Instant) -> Self {
                Self { user_id, $($name: usual(stringify!($name)),)+ web_search_api_key: None, revision: 1, updated_at: now }
            }
        }

        /// What a client may say of settings: what is not named is kept, null is what it was at first, and what is not known is
        /// passed over.
        #[derive(Clone, Debug, Default, ::serde::Deserialize)]
        #[serde(default)]
        pub(crate) struct SettingsFields {
            $(pub(super) $name: ::api::Patch<Option<<$type as Setting>::Said>>,)+
            pub(super) email_notifications: ::api::Patch<Option<bool>>,
            pub(super) web_search_api_key: ::api::Patch<Option<::base::Secret>>,
            /// The revision that the caller has seen; another one is refused.
            pub(super) revision: Option<i64>,
        }

        impl SettingsFields {
            /// The settings with what was said of each.
            pub(super) fn applied(self, settings: UserSettings) -> UserSettings {
                $(let $name = applied(self.$name, settings.$name, stringify!($name));)+
                UserSettings { $($name,)+ ..settings }
            }
        }

        impl ::api::Wanted for SettingsFields {
            fn flaws(&self) -> Vec<::base::Flaw> {
                let beyond = [$($(::api::patch::flaw(stringify!($name), &self.$name, $bound),)?)+];
                beyond.into_iter().flatten().chain(rules::flaws(self)).collect()
            }
        }

        impl ::utoipa::PartialSchema for SettingsFields {
            fn schema() -> ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema> {
                let object = ::utoipa::openapi::ObjectBuilder::new();
                $(let object = object.property(
                    stringify!($name),
                    ::api::patch::bounded::<Option<<$type as Setting>::Said>>(
                        concat!($($about),+), [$($bound,)? ::api::Bound::None][0]),
                );)+
                let told = "Whether mail is sent about what happens: another name of notifications_enabled.";
                let alias = ::api::patch::bounded::<Option<bool>>(told, ::api::Bound::None);
                let seen = "The revision that the caller has seen; another one is refused.";
                let revision = ::api::patch::bounded::<Option<i64>>(seen, ::api::Bound::None);
                let key = "The key for whoever searches the web; it is kept sealed, and never told.";
                let key = ::api::patch::bounded::<Option<String>>(key, rules::KEY);
                let object = object.property("web_search_api_key", key);
                object.property("email_notifications", alias).property("revision", revision).build().into()
            }
        }

        impl ::utoipa::ToSchema for SettingsFields {}
    };
}
pub(super) use settings;
