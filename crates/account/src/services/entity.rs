//! The table of service accounts.
use base::{Id, Instant};
use serde::Serialize;
use store::Entity;

/// That a user is a program, and where it belongs.
#[derive(Clone, Debug, PartialEq, Entity, Serialize)]
#[table("service_accounts", scope = space)]
#[index(space_id, created_at, user_id, only = "deleted_at is null")]
pub struct ServiceAccount {
    /// The user that it is.
    #[key]
    #[refers("users.id", on_delete = cascade)]
    pub user_id: Id,
    /// The space.
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Id,
    /// Who made it.
    #[index]
    #[refers("users.id", on_delete = restrict)]
    pub created_by: Id,
    /// When it was made.
    pub created_at: Instant,
    /// When it was deleted, for good; the log goes on to tell of it.
    pub deleted_at: Option<Instant>,
}
