//! The table of API tokens.
use base::{Id, Instant};
use serde::Serialize;
use serde_json::Value;
use store::Entity;
use utoipa::ToSchema;

/// A token: shown once, kept as a hash.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, ToSchema)]
#[table("api_tokens", scope = user)]
#[index(user_id, created_at)]
pub struct ApiToken {
    /// Its name for programs.
    #[key]
    pub id: Id,
    /// Who made it, and for whom it acts.
    #[refers("users.id", on_delete = cascade)]
    pub user_id: Id,
    /// Its name for people.
    #[check("length(name) > 0")]
    pub name: String,
    /// The first characters, by which a person tells tokens apart.
    pub prefix: String,
    /// The SHA-256 of the token.
    #[unique]
    #[check("length(token_hash) = 32")]
    #[serde(skip)]
    pub token_hash: Vec<u8>,
    /// The permissions it carries; none listed: all that its user has.
    #[schema(value_type = Option<Vec<String>>, example = json!(["tasks.read"]))]
    pub scopes: Option<Value>,
    /// How many requests it may make in a minute; none: as many as it likes.
    #[check("rate_per_minute > 0")]
    pub rate_per_minute: Option<i64>,
    /// When it was last shown.
    pub last_used_at: Option<Instant>,
    /// When it stops to work.
    pub expires_at: Option<Instant>,
    /// When it was taken back.
    pub revoked_at: Option<Instant>,
    /// When it was made.
    pub created_at: Instant,
}
