//! The table of users.
use base::{Day, Id, Instant};
use serde::Serialize;
use serde_json::Value;
use store::{Entity, OneOf};
use utoipa::ToSchema;
use vault::Sealed;

/// Somebody who can sign in.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, ToSchema)]
#[table("users", scope = house)]
pub struct User {
    /// Its name for programs.
    #[key]
    pub id: Id,
    /// Its name for people, folded to lower case.
    #[unique]
    #[check("length(username) > 0")]
    pub username: String,
    /// Whether they are a person or a program.
    #[default("person")]
    pub kind: UserKind,
    /// Where mail reaches them, folded to lower case.
    #[unique]
    #[check("length(email) > 0")]
    pub email: String,
    /// The hash of the password; nobody can sign in with a password without one.
    #[serde(skip)]
    pub hashed_password: Option<String>,
    /// Whether they may do anything at all.
    #[default(true)]
    pub is_active: bool,
    /// Whether they may administer the house.
    #[default(false)]
    pub is_superuser: bool,
    /// Whether the address is known to be theirs.
    #[default(false)]
    pub is_verified: bool,
    /// What they may do in the house.
    #[default("user")]
    pub role: UserRole,
    /// Whether they have been let in.
    #[default("pending_approval")]
    pub status: UserStatus,
    /// Whether a second factor is asked for.
    #[default(false)]
    pub tfa_enabled: bool,
    /// The sealed secret of the second factor.
    #[serde(skip)]
    pub tfa_secret: Option<Sealed>,
    /// What they are here for.
    pub mission_statement: Option<String>,
    /// What they want to reach.
    pub personal_goals: Option<Value>,
    /// How they like to work.
    pub work_style_preferences: Option<Value>,
    /// When they work well.
    pub productivity_patterns: Option<Value>,
    /// What was learnt from talking with them.
    pub interview_insights: Option<Value>,
    /// When they were last asked.
    pub last_interview_date: Option<Day>,
    /// What their projects look like.
    pub project_preferences: Option<Value>,
    /// How they like their code.
    pub default_code_style: Option<Value>,
    /// Where their code lives.
    pub git_integrations: Option<Value>,
    /// What their agents may do.
    pub agent_settings: Option<Value>,
    /// When they are gone for good; guests only.
    #[index]
    #[serde(skip)]
    pub leaves_at: Option<Instant>,
    /// Goes up by one with every change.
    #[check("revision >= 1")]
    pub revision: i64,
    /// When they came.
    pub created_at: Instant,
    /// When they last changed.
    pub updated_at: Instant,
}

/// What somebody may do in the house.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, OneOf)]
pub enum UserRole {
    /// Everything.
    Admin,
    /// What their spaces allow.
    #[default]
    User,
}

/// Whether a user is a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, OneOf)]
pub enum UserKind {
    /// Somebody.
    #[default]
    Person,
    /// A program that belongs to one space, and acts by tokens alone.
    Service,
}

/// Whether somebody has been let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum UserStatus {
    /// Not yet.
    PendingApproval,
    /// Yes.
    Active,
    /// No longer.
    Disabled,
}
