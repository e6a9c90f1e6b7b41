//! What a client may say of a member, and what it is shown.
use crate::{Membership, spaces::Standing};
use api::{Answer, Patch, Wanted};
use base::{Flaw, Id, Instant, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Somebody who belongs to a space.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Member {
    /// The space.
    space_id: Id,
    /// Who.
    user_id: Id,
    /// Their name for people.
    username: String,
    /// As what.
    role: Standing,
    /// The name of that role for people.
    role_name: String,
    /// Goes up by one with every change.
    revision: i64,
    /// Since when.
    created_at: Instant,
    /// When it last changed.
    updated_at: Instant,
}

impl Member {
    pub(super) fn new(of: &Membership, username: String, role_name: &str) -> Self {
        let Membership { space_id, user_id, revision, created_at, updated_at, .. } = *of;
        let (role, role_name) = (of.standing(), role_name.to_owned());
        Self { space_id, user_id, username, role, role_name, revision, created_at, updated_at }
    }
}

impl Answer for Member {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }

    fn location(&self) -> Option<String> {
        let Self { space_id, user_id, .. } = self;
        (self.revision == 1).then(|| format!("/api/v1/spaces/{space_id}/members/{user_id}"))
    }

    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

/// Who is to belong to a space: somebody by id or by name.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMember {
    /// The space.
    pub(super) id: Id,
    /// Who, by id.
    #[serde(default)]
    pub(super) user_id: Option<Id>,
    /// Who, by name.
    #[serde(default)]
    pub(super) username: Option<String>,
    /// As what.
    pub(super) role: Standing,
}

impl Wanted for NewMember {
    fn flaws(&self) -> Vec<Flaw> {
        let flaw =
            |at: &str, code, message: &str| vec![Flaw { at: at.into(), code, message: message.into(), allowed: None }];
        match (&self.user_id, &self.username) {
            (None, None) => flaw("/user_id", "missing", "say who: user_id or username"),
            (Some(_), Some(_)) => flaw("/username", "twice", "say who by user_id or by username, not by both"),
            _ => Vec::new(),
        }
    }
}

/// Which member.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichMember {
    /// The space.
    pub(super) id: Id,
    /// Who.
    pub(super) user_id: Id,
    /// The revision that the caller has seen; another one is refused.
    #[serde(default)]
    pub(super) revision: Option<i64>,
}

impl Wanted for WhichMember {}

/// What a member is to be.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MemberEdited {
    /// The space.
    pub(super) id: Id,
    /// Who.
    pub(super) user_id: Id,
    /// As what from now on.
    #[serde(default)]
    #[schema(value_type = Standing, required = false)]
    pub(super) role: Patch<Standing>,
    /// The revision that the caller has seen; another one is refused.
    #[serde(default)]
    pub(super) revision: Option<i64>,
}

impl Wanted for MemberEdited {
    const FILLED_BY_US: &'static [&'static str] = &["space_id", "username", "role_name", "created_at", "updated_at"];
}
