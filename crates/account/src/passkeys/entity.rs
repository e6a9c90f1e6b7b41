//! The tables of passkeys.
use super::PasskeyAlgorithm;
use base::{Id, Instant};
use serde::Serialize;
use store::Entity;
use utoipa::ToSchema;

/// The public half of a key that a device of somebody's keeps.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, ToSchema)]
#[table("passkeys", scope = user)]
#[index(user_id, created_at, id)]
pub struct Passkey {
    /// Its name for programs.
    #[key]
    pub id: Id,
    /// Whose it is.
    #[refers("users.id", on_delete = cascade)]
    pub user_id: Id,
    /// Its name for people.
    #[check("length(name) > 0")]
    pub name: String,
    /// Its name for the device.
    #[unique]
    #[serde(skip)]
    pub credential_id: Vec<u8>,
    /// How it signs.
    pub algorithm: PasskeyAlgorithm,
    /// The public key: a point of its curve.
    #[serde(skip)]
    pub public_key: Vec<u8>,
    /// How often the device says that it was used; 0 where the device does not count.
    #[serde(skip)]
    #[check("sign_count >= 0")]
    pub sign_count: i64,
    /// When it was last used.
    pub last_used_at: Option<Instant>,
    /// When it was found to be in two places; it lets nobody in from then on.
    pub suspended_at: Option<Instant>,
    /// When it was made.
    pub created_at: Instant,
}

/// A challenge that was answered, for as long as it could be answered again.
#[derive(Clone, Debug, PartialEq, Entity)]
#[table("used_challenges", scope = house, clustered)]
pub struct UsedChallenge {
    /// The SHA-256 of it.
    #[key]
    #[check("length(challenge_hash) = 32")]
    pub challenge_hash: Vec<u8>,
    /// Until when it would have been good.
    #[index]
    pub good_until: Instant,
}
