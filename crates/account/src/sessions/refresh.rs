//! Refresh tokens: each names its session and how often that was renewed, and is signed. So nothing is kept of it, the newest
//! one can be told again, and an older one is known for what it is however late it turns up.
use super::Session;
use crate::signing::{SIGNATURE, has_signed, sign};
use base::{Id, Result, Secret};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
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
        let said = self.bytes();
        let signature = sign(ring, USE, &[&said])?;
        Ok(Secret::new(format!("{MARK}{}", BASE64.encode([&said[..], &signature].concat()))))
    }

    /// What a token says, if it is one of ours.
    pub(crate) fn read(ring: &Ring, token: &str) -> Option<Self> {
        let bytes = BASE64.decode(token.strip_prefix(MARK)?).ok()?;
        let (said, signature) = bytes.split_at_checked(ID + GENERATION)?;
        if signature.len() != SIGNATURE || !has_signed(ring, USE, &[said], signature) {
            return None;
        }
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
