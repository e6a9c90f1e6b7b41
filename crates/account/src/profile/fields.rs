//! What a client may say of a profile, and what it is shown.
use super::UserProfile;
pub(super) use super::entity::ProfileFields;
use crate::User;
use api::{Answer, FromInput, Input, Shape};
use base::{Id, Result};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ObjectBuilder, RefOr,
        schema::{Schema, Type},
    },
};

/// What a conversation told of a profile.
#[derive(Clone, Debug)]
pub(crate) struct FromChat(pub(super) ProfileFields);

impl FromInput for FromChat {
    fn from_input(input: Input) -> Result<Self> {
        ProfileFields::from_input(input.only(ProfileFields::NAMES)).map(Self)
    }

    fn shape() -> Shape {
        let mut shape = Shape::of::<ProfileFields>();
        if let RefOr::T(Schema::Object(object)) = &mut shape.schema {
            object.additional_properties = None;
        }
        Shape { name: None, ..shape }
    }
}

/// A profile as its owner sees it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ProfileSeen {
    #[serde(flatten)]
    pub(super) profile: UserProfile,
    email: String,
}

impl ProfileSeen {
    /// The profile of that user, who is called by their username as long as they say nothing else.
    pub(super) fn new(profile: UserProfile, user: &User) -> Self {
        let display_name = profile.display_name.or_else(|| Some(user.username.clone()));
        Self { profile: UserProfile { display_name, ..profile }, email: user.email.clone() }
    }

    /// What it tells, by name.
    pub(super) fn told(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(told)) => told,
            _ => Map::new(),
        }
    }
}

/// It has no tag, for the user's address and name are part of it.
impl Answer for ProfileSeen {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

impl PartialSchema for ProfileSeen {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let whole =
            ObjectBuilder::new().schema_type(Type::Integer).description(Some("Goes up by one with every change."));
        let object = UserProfile::shown()
            .property("user_id", Id::schema())
            .property("email", text.description(Some("Where mail reaches them; part of the user.")))
            .property("revision", whole)
            .property("created_at", base::Instant::schema())
            .property("updated_at", base::Instant::schema());
        let ours = ["user_id", "email", "revision", "created_at", "updated_at"];
        ours.into_iter().fold(object, ObjectBuilder::required).build().into()
    }
}

impl ToSchema for ProfileSeen {}

/// What became of a change.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProfileUpdated {
    /// That it was done.
    message: &'static str,
    /// Whose profile it is.
    profile_id: Id,
    /// The parts that something was said of.
    #[schema(value_type = Vec<String>)]
    updated_fields: Vec<&'static str>,
    #[serde(skip)]
    revision: i64,
}

/// What is said of a change that was done.
const DONE: &str = "Profile updated successfully";

impl ProfileUpdated {
    pub(super) fn new(profile_id: Id, updated_fields: Vec<&'static str>, revision: i64) -> Self {
        Self { message: DONE, profile_id, updated_fields, revision }
    }
}

impl Answer for ProfileUpdated {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }

    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

/// What became of what a conversation told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProfileFromChat {
    /// That it was done.
    message: &'static str,
    /// The parts that something was said of.
    #[schema(value_type = Vec<String>)]
    updated_fields: Vec<&'static str>,
    /// What these parts are now.
    #[schema(value_type = Object)]
    data: Map<String, Value>,
    #[serde(skip)]
    revision: i64,
}

impl ProfileFromChat {
    pub(super) fn new(updated_fields: Vec<&'static str>, seen: &ProfileSeen, revision: i64) -> Self {
        let told = seen.told().into_iter();
        let data = told.filter(|(name, _)| updated_fields.contains(&name.as_str())).collect();
        Self { message: DONE, updated_fields, data, revision }
    }
}

impl Answer for ProfileFromChat {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }

    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}
