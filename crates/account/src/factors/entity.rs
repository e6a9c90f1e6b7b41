//! The tables of the second factor. Its secret is a column of its user.
use base::{Id, Instant};
use serde::Serialize;
use store::Entity;

/// A code that lets somebody in once, kept as a hash.
#[derive(Clone, Debug, PartialEq, Entity, Serialize)]
#[table("recovery_codes", scope = user, clustered)]
pub struct RecoveryCode {
    /// The SHA-256 of whose it is and of the code.
    #[key]
    #[check("length(code_hash) = 32")]
    pub code_hash: Vec<u8>,
    /// Whose it is.
    #[index]
    #[refers("users.id", on_delete = cascade)]
    pub user_id: Id,
    /// When it was made.
    pub created_at: Instant,
}

/// The last code of an app that somebody used; neither it nor one before it is taken again.
#[derive(Clone, Debug, PartialEq, Entity)]
#[table("used_codes", scope = user, clustered)]
pub struct UsedCode {
    /// Whose it was.
    #[key]
    #[refers("users.id", on_delete = cascade)]
    pub user_id: Id,
    /// The step whose code it was.
    pub step: i64,
}
