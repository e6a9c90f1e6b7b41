//! Who is asking.
use crate::permission::{Grants, Permission};
use base::{Error, Id, Result};

/// Who is asking, where, and how far they may go there. Only signing in makes one.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The person.
    pub user_id: Id,
    /// What they showed: a token's id, or the person's own where the house itself acts for them.
    pub principal_id: Id,
    /// The space they speak about.
    pub space_id: Id,
    /// How far they may go there.
    pub grants: Grants,
    /// How many requests they may make in a minute; none: as many as they like.
    pub rate_per_minute: Option<i64>,
    /// The request it came with.
    pub request_id: String,
    /// The key under which the request may be sent again.
    pub idempotency_key: Option<String>,
}

impl Caller {
    /// Somebody who speaks for themself, as often as they like.
    pub fn new(user_id: Id, space_id: Id, grants: Grants, request_id: impl Into<String>) -> Self {
        let (rate_per_minute, idempotency_key) = (None, None);
        let request_id = request_id.into();
        Self { user_id, principal_id: user_id, space_id, grants, rate_per_minute, request_id, idempotency_key }
    }

    /// Refuses what they may not do.
    pub fn may(&self, needed: Permission) -> Result<()> {
        match self.grants.allow(needed) {
            true => Ok(()),
            false => Err(Error::Forbidden { needed: needed.to_string() }),
        }
    }
}
