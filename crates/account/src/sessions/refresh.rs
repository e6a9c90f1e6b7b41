//! Refresh tokens: each names its session and how often that was renewed, and is signed. So nothing is kept of it, the newest
//! one can be told again, and an older one is known for what it is however late it turns up.
use super::Session;
use crate::signing;
use base::{Id, Result, Secret};
use vault::Ring;

/// What a refresh token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refresh {
    pub(crate) session_id: Id,
    pub(crate) generation: i64,
}

/// What each of them starts with.
const MARK: &str = "aiwfe_r_";
const USE: &[u8] = b"aiwfe refresh token";
const ID: usize = 16;
const GENERATION: usize = 8;

impl Refresh {
    /// The one that renews that session next.
    pub(crate) fn of(session: &Session) -> Self {
        Self { session_id: session.id, generation: session.generation }
    }

    /// The token that says this.
    pub(crate) fn token(&self, ring: &Ring) -> Result<Secret> {
        let text = signing::text(ring, USE, &self.bytes(), &[])?;
        Ok(Secret::new(format!("{MARK}{}", text.expose())))
    }

    /// What a token says, if it is one of ours.
    pub(crate) fn read(ring: &Ring, token: &str) -> Option<Self> {
        let said = signing::said::<{ ID + GENERATION }>(ring, USE, token.strip_prefix(MARK)?, &[])?;
        let (id, generation) = said.split_at(ID);
        let generation = i64::from_be_bytes(generation.try_into().ok()?);
        Some(Self { session_id: Id::from_bytes(id.try_into().ok()?), generation })
    }

    fn bytes(&self) -> [u8; ID + GENERATION] {
        let mut bytes = [0; ID + GENERATION];
        bytes[..ID].copy_from_slice(self.session_id.as_bytes());
        bytes[ID..].copy_from_slice(&self.generation.to_be_bytes());
        bytes
    }
}
