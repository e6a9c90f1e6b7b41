//! What was answered to a request that may be sent again.
use base::{Id, Instant};
use serde_json::Value;
use store::Entity;

/// The answer to one `Idempotency-Key`, kept for a day beside what the request wrote.
#[derive(Clone, Debug, PartialEq, Entity)]
#[table("idempotency_keys", scope = user, clustered)]
pub struct IdempotencyKey {
    /// Who sent it.
    #[key]
    pub principal_id: Id,
    /// Which operation it was for.
    #[key]
    pub operation: String,
    /// The key as it was sent.
    #[key]
    pub key: String,
    /// What was asked: the same key with another request is refused.
    #[check("length(request_hash) = 32")]
    pub request_hash: Vec<u8>,
    /// The status that was answered.
    pub status: i64,
    /// The body that was answered; none where it held a secret, which is never told twice.
    pub answer: Option<Value>,
    /// When; after a day it is forgotten.
    #[index]
    pub created_at: Instant,
}
