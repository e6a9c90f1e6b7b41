//! What somebody is in a space: one of the four words, or a role of the space's own.
use super::MembershipRole;
use crate::Role;
use api::{Caller, Reach};
use base::Id;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::IntoDeserializer};
use store::OneOf;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{OneOfBuilder, Schema},
    },
};

/// What somebody is in a space, as it is told: a word, or the id of a role of the space's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// One of the four words.
    Plain(MembershipRole),
    /// A role of the space's own.
    Custom(Id),
}

/// The same with what it allows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Footing {
    /// One of the four words.
    Plain(MembershipRole),
    /// A role of the space's own.
    Custom(Role),
}

impl Standing {
    /// What two columns say, of which a check lets only one hold something.
    pub(crate) fn of(role: Option<MembershipRole>, role_id: Option<Id>) -> Self {
        match role_id {
            Some(id) => Self::Custom(id),
            None => Self::Plain(role.unwrap_or(MembershipRole::Viewer)),
        }
    }

    /// The word.
    pub(crate) fn role(self) -> Option<MembershipRole> {
        if let Self::Plain(role) = self { Some(role) } else { None }
    }

    /// The role of the space's own.
    pub(crate) fn role_id(self) -> Option<Id> {
        if let Self::Custom(id) = self { Some(id) } else { None }
    }
}

impl Footing {
    /// How far it goes.
    pub(crate) fn reach(&self) -> Reach {
        match self {
            Self::Plain(role) => Reach::Level(role.level()),
            Self::Custom(role) => Reach::Permissions(role.permissions.0.clone()),
        }
    }

    /// The first permission of it that the token of the caller does not carry: nobody gives what they do not hold.
    pub(crate) fn lacking(&self, caller: &Caller) -> Option<String> {
        let permissions = match self {
            Self::Plain(role) => vec![format!("*.{}", role.level())],
            Self::Custom(role) => role.permissions.0.clone(),
        };
        permissions.into_iter().find(|text| !caller.grants.hold(Some(std::slice::from_ref(text))))
    }

    /// Whether it is this word.
    pub(crate) fn is(&self, word: MembershipRole) -> bool {
        matches!(self, Self::Plain(role) if *role == word)
    }

    /// Its name for people.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Plain(role) => role.text(),
            Self::Custom(role) => &role.name,
        }
    }
}

impl Serialize for Standing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(role) => role.serialize(serializer),
            Self::Custom(id) => id.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Standing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.parse() {
            Ok(id) => Ok(Self::Custom(id)),
            Err(_) => MembershipRole::deserialize(text.into_deserializer()).map(Self::Plain),
        }
    }
}

impl PartialSchema for Standing {
    fn schema() -> RefOr<Schema> {
        let about = "A word, or the id of a role of the space's own.";
        let forms = OneOfBuilder::new().item(MembershipRole::schema()).item(Id::schema());
        Schema::from(forms.description(Some(about)).build()).into()
    }
}

impl ToSchema for Standing {}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{from_value, json};

    #[test]
    fn pt_09_a_role_is_a_word_in_any_case_or_an_id_and_no_other_text() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        assert_eq!(from_value::<Standing>(json!("ADMIN")).unwrap(), Standing::Plain(MembershipRole::Admin));
        assert_eq!(json!(from_value::<Standing>(json!(id)).unwrap()), json!(id));
        assert_eq!(json!(Standing::Plain(MembershipRole::Viewer)), json!("viewer"));
        for wrong in [json!("boss"), json!("custom"), json!(""), json!(" admin"), json!(7), json!(null)] {
            assert!(from_value::<Standing>(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
