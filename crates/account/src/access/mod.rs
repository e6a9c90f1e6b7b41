//! Access tokens: short-lived words, signed by the house, that name a session. JSON Web Tokens of exactly one form: what their
//! head says is compared, never obeyed.
mod claims;
#[cfg(test)]
mod tests;

pub use claims::Claims;

use crate::signing::signer;
use base::{Instant, Result, Secret};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use claims::Told;
use hmac::Mac;
use serde::{Deserialize, Serialize};
use vault::{KeyId, Purpose, Ring};

/// Signs access tokens, and reads those that are shown. Cheap to clone.
#[derive(Clone)]
pub struct AccessTokens(Ring);

/// Why a token that was shown is none of ours, or not good any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It does not have the form of one.
    Malformed,
    /// It was signed in another way, is of another kind, or says more in its head than ours do.
    Foreign,
    /// It was signed with a key that is not there, or not any more.
    UnknownKey,
    /// The signature is not that of its key.
    Forged,
    /// It was made by or for somebody else.
    Misdirected,
    /// It is not good yet.
    Early,
    /// It is not good any more.
    Expired,
}

/// The head of a token, which holds this and nothing else.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    alg: String,
    typ: String,
    kid: String,
}

/// How they are signed.
const ALGORITHM: &str = "HS256";
/// What they are, so that nothing else that the house signs is taken for one.
const KIND: &str = "at+jwt";
/// The longest that is looked at.
const LONGEST: usize = 4_096;
/// What a signing key is made into for this use alone.
const USE: &[u8] = b"aiwfe access token";

impl AccessTokens {
    /// Those signed with the keys of that ring.
    pub fn new(ring: Ring) -> Self {
        Self(ring)
    }

    /// A token that says this.
    pub fn issue(&self, claims: &Claims) -> Result<Secret> {
        let key = self.0.current(Purpose::Signing)?;
        let head = Head { alg: ALGORITHM.into(), typ: KIND.into(), kid: key.id.to_string() };
        let signed = format!("{}.{}", encoded(&head)?, encoded(&Told::of(claims))?);
        let signature = signer(key.expose(), USE).chain_update(&signed).finalize().into_bytes();
        Ok(Secret::new(format!("{signed}.{}", BASE64.encode(signature))))
    }

    /// What a token says, if it is one of ours and good now.
    pub fn read(&self, token: &str, now: Instant) -> Result<Claims, Refused> {
        let (signed, signature) = token.rsplit_once('.').ok_or(Refused::Malformed)?;
        let (head, told) = signed.split_once('.').ok_or(Refused::Malformed)?;
        if token.len() > LONGEST || told.contains('.') {
            return Err(Refused::Malformed);
        }
        let key = self.key(&decoded::<Head>(head)?)?;
        let signature = BASE64.decode(signature).map_err(|_| Refused::Malformed)?;
        signer(&key, USE).chain_update(signed).verify_slice(&signature).map_err(|_| Refused::Forged)?;
        // Only now is it worth reading what it says.
        decoded::<Told>(told)?.good_at(now)
    }

    fn key(&self, head: &Head) -> Result<[u8; 32], Refused> {
        if head.alg != ALGORITHM || head.typ != KIND {
            return Err(Refused::Foreign);
        }
        let id: KeyId = head.kid.parse().map_err(|_| Refused::UnknownKey)?;
        let key = self.0.key(id).filter(|key| key.purpose == Purpose::Signing).ok_or(Refused::UnknownKey)?;
        Ok(*key.expose())
    }
}

fn encoded(part: &impl Serialize) -> Result<String> {
    api::json(part).map(|json| BASE64.encode(json))
}

/// A part of a token. A head that says more than it may is foreign; whatever else cannot be read is malformed.
fn decoded<T: for<'de> Deserialize<'de>>(part: &str) -> Result<T, Refused> {
    let json = BASE64.decode(part).map_err(|_| Refused::Malformed)?;
    serde_json::from_slice(&json).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => Refused::Foreign,
        _ => Refused::Malformed,
    })
}
