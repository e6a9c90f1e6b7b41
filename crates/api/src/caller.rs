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
    /// The request it came with.
    pub request_id: String,
}

impl Caller {
    /// Refuses what they may not do.
    pub fn may(&self, needed: Permission) -> Result<()> {
        match self.grants.allow(needed) {
            true => Ok(()),
            false => Err(Error::Forbidden { needed: needed.to_string() }),
        }
    }
}
