//! What a client may say of a user.
use super::{User, UserRole, UserStatus, rules};
use api::{Patch, Wanted};
use base::Flaw;
use serde::Deserialize;
use utoipa::ToSchema;

/// What a new user is made from.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewUser {
    /// Its name for people: letters, digits, dots, dashes and underscores; capitals are folded.
    #[schema(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    pub(super) username: String,
    /// Where mail reaches them; capitals are folded.
    #[schema(min_length = 3, max_length = 254, format = "idn-email")]
    pub(super) email: String,
    /// What they may do in the house.
    #[serde(default)]
    pub(super) role: UserRole,
    /// Whether the address is known to be theirs.
    #[serde(default)]
    pub(super) is_verified: bool,
}

impl Wanted for NewUser {
    const FILLED_BY_US: &'static [&'static str] = &["id", "revision", "created_at", "updated_at"];

    fn flaws(&self) -> Vec<Flaw> {
        [rules::flaw_of_username(&self.username), rules::flaw_of_email(&self.email)].into_iter().flatten().collect()
    }
}

/// What a client may change of a user.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserFields {
    /// Where mail reaches them; capitals are folded.
    #[serde(default)]
    #[schema(value_type = String, required = false, min_length = 3, max_length = 254, format = "idn-email")]
    email: Patch<String>,
    /// What they may do in the house.
    #[serde(default)]
    #[schema(value_type = UserRole, required = false)]
    role: Patch<UserRole>,
    /// Whether they may do anything at all.
    #[serde(default)]
    #[schema(value_type = bool, required = false)]
    is_active: Patch<bool>,
    /// Whether they have been let in.
    #[serde(default)]
    #[schema(value_type = UserStatus, required = false)]
    status: Patch<UserStatus>,
}

impl Wanted for UserFields {
    const FILLED_BY_US: &'static [&'static str] = &[
        "id",
        "username",
        "kind",
        "is_superuser",
        "is_verified",
        "tfa_enabled",
        "mission_statement",
        "personal_goals",
        "work_style_preferences",
        "productivity_patterns",
        "interview_insights",
        "last_interview_date",
        "project_preferences",
        "default_code_style",
        "git_integrations",
        "agent_settings",
        "revision",
        "created_at",
        "updated_at",
    ];

    fn flaws(&self) -> Vec<Flaw> {
        self.email.said().and_then(|email| rules::flaw_of_email(email)).into_iter().collect()
    }
}

impl UserFields {
    /// The user with what was said of them.
    pub(super) fn applied(self, mut user: User) -> User {
        self.email.apply(&mut user.email);
        self.role.apply(&mut user.role);
        self.is_active.apply(&mut user.is_active);
        self.status.apply(&mut user.status);
        rules::settled(user)
    }
}
