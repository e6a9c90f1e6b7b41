//! What a client may say of a service account, and what it is shown.
use super::ServiceAccount;
use crate::{
    spaces::{Footing, Standing},
    users::rules,
};
use api::{Answer, Wanted};
use base::{Flaw, Id, Instant, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A program that belongs to a space.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ServiceAccountSeen {
    /// The space.
    space_id: Id,
    /// The user that it is.
    user_id: Id,
    /// Its name.
    username: String,
    /// As what it belongs there; it is changed as that of a member is.
    role: Standing,
    /// The name of that role for people.
    role_name: String,
    /// Who made it.
    created_by: Id,
    /// When it was made.
    created_at: Instant,
}

impl ServiceAccountSeen {
    pub(super) fn new(of: &ServiceAccount, username: String, standing: Standing, role: &Footing) -> Self {
        let ServiceAccount { user_id, space_id, created_by, created_at, .. } = *of;
        let role_name = role.name().to_owned();
        Self { space_id, user_id, username, role: standing, role_name, created_by, created_at }
    }
}

impl Answer for ServiceAccountSeen {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }

    fn location(&self) -> Option<String> {
        Some(format!("/api/v1/spaces/{}/service-accounts/{}", self.space_id, self.user_id))
    }
}

/// What a new service account is made from.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewServiceAccount {
    /// The space.
    pub(super) id: Id,
    /// Its name, as that of a user: letters, digits, dots, dashes and underscores; capitals are folded.
    #[schema(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    pub(super) username: String,
    /// As what it is to belong there; it cannot own the space.
    pub(super) role: Standing,
}

impl Wanted for NewServiceAccount {
    fn flaws(&self) -> Vec<Flaw> {
        rules::flaw_of_username(&self.username).into_iter().collect()
    }
}

/// Which service account.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichServiceAccount {
    /// The space.
    pub(super) id: Id,
    /// The user that it is.
    pub(super) user_id: Id,
}

impl Wanted for WhichServiceAccount {}
