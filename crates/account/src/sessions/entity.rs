//! The table of sessions.
use base::{Id, Instant};
use serde::Serialize;
use store::{Entity, OneOf};
use utoipa::ToSchema;

/// That somebody is signed in, in one place.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, ToSchema)]
#[table("sessions", scope = user)]
#[index(user_id, created_at, id)]
pub struct Session {
    /// Its name for programs.
    #[key]
    pub id: Id,
    /// Who signed in.
    #[refers("users.id", on_delete = cascade)]
    pub user_id: Id,
    /// From which address they signed in.
    pub address: Option<String>,
    /// What their client called itself.
    pub agent: Option<String>,
    /// How often it was renewed; a token that renews it says how often it was by then.
    #[serde(skip)]
    #[default(0)]
    #[check("generation >= 0")]
    pub generation: i64,
    /// When they signed in.
    pub created_at: Instant,
    /// When it was last renewed.
    pub renewed_at: Instant,
    /// Until when it can be renewed.
    #[index]
    pub expires_at: Instant,
    /// When all that is asked for had been shown; nothing: a second factor is still to come.
    pub passed_at: Option<Instant>,
    /// Until when it counts as just now that they showed it was them.
    #[serde(skip)]
    pub fresh_until: Option<Instant>,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// Why it ended.
    pub ended_by: Option<SessionEnd>,
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum SessionEnd {
    /// They signed out.
    SignedOut,
    /// They ended it from somewhere else, or an administrator did.
    Revoked,
    /// Their password was changed.
    PasswordChanged,
    /// A token of it turned up again that had been used up: somebody else has it, or had it.
    TokenReused,
}
