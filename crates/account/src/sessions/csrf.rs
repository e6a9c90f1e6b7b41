//! The token by which a page of ours shows that it has written a request: `timestamp:nonce:signature`, for one session.
use crate::signing::{chance, has_signed, sign};
use base::{Id, Instant, Result, Secret};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use std::time::Duration;
use vault::Ring;

/// A token that was made for a session, or for somebody who has none yet.
pub(crate) struct CsrfToken;

/// How long one is good.
pub(crate) const GOOD_FOR: Duration = Duration::from_secs(60 * 60);
/// How far the clocks of two machines of a house may lie apart, in seconds.
const LEEWAY_S: i64 = 30;
const USE: &[u8] = b"aiwfe csrf token";

impl CsrfToken {
    /// A new one.
    pub(crate) fn make(ring: &Ring, session: Option<Id>, now: Instant) -> Result<Secret> {
        let (at, nonce) = (seconds(now).to_string(), BASE64.encode(chance::<32>()?));
        let signature = sign(ring, USE, &words(&at, &nonce, session.as_ref()))?;
        Ok(Secret::new(format!("{at}:{nonce}:{}", BASE64.encode(signature))))
    }

    /// Whether this is one of that session's, and still good.
    pub(crate) fn is_good(ring: &Ring, token: &str, session: Option<Id>, now: Instant) -> bool {
        let mut parts = token.split(':');
        let (Some(at), Some(nonce), Some(signature), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return false;
        };
        let (Ok(made), Ok(signature)) = (at.parse::<i64>(), BASE64.decode(signature)) else { return false };
        let age = seconds(now).saturating_sub(made);
        let is_young = age >= -LEEWAY_S && age < i64::try_from(GOOD_FOR.as_secs()).unwrap_or(0);
        is_young && has_signed(ring, USE, &words(at, nonce, session.as_ref()), &signature)
    }
}

fn words<'a>(at: &'a str, nonce: &'a str, session: Option<&'a Id>) -> [&'a [u8]; 3] {
    [at.as_bytes(), nonce.as_bytes(), session.map_or(&[], |id| &id.as_bytes()[..])]
}

fn seconds(instant: Instant) -> i64 {
    instant.micros().div_euclid(1_000_000)
}
