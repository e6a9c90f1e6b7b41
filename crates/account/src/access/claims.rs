//! What an access token says.
use super::Refused;
use crate::UserRole;
use base::{Id, Instant};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What an access token says: who, by which session, and until when. What they may do is asked of the database.
#[derive(Clone, Debug, PartialEq)]
pub struct Claims {
    /// Who has signed in.
    pub user_id: Id,
    /// Where mail reached them then.
    pub email: String,
    /// What they were in the house then.
    pub role: UserRole,
    /// The session, which can be ended at any time.
    pub session_id: Id,
    /// When it was made.
    pub issued_at: Instant,
    /// Until when it is good.
    pub expires_at: Instant,
}

/// The same under the names that the older clients read.
#[derive(Serialize, Deserialize)]
pub(super) struct Told {
    iss: String,
    aud: String,
    sub: Id,
    id: Id,
    email: String,
    role: UserRole,
    session_id: Id,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// Who makes them, and whom they are for.
const HOUSE: &str = "aiwfe";
/// How far the clocks of two machines of a house may lie apart.
const LEEWAY: Duration = Duration::from_secs(30);

impl Told {
    pub(super) fn of(claims: &Claims) -> Self {
        let issued_at = seconds(claims.issued_at);
        Self {
            iss: HOUSE.into(),
            aud: HOUSE.into(),
            sub: claims.user_id,
            id: claims.user_id,
            email: claims.email.clone(),
            role: claims.role,
            session_id: claims.session_id,
            iat: issued_at,
            nbf: issued_at,
            exp: seconds(claims.expires_at),
        }
    }

    /// What it says, if that is good at this time.
    pub(super) fn good_at(self, now: Instant) -> Result<Claims, Refused> {
        if self.iss != HOUSE || self.aud != HOUSE || self.sub != self.id {
            return Err(Refused::Misdirected);
        }
        let begun_by = seconds(now.plus(LEEWAY));
        if self.nbf > begun_by || self.iat > begun_by {
            return Err(Refused::Early);
        }
        if self.exp <= seconds(now) {
            return Err(Refused::Expired);
        }
        let Self { sub, email, role, session_id, iat, exp, .. } = self;
        let (issued_at, expires_at) = (instant(iat)?, instant(exp)?);
        Ok(Claims { user_id: sub, email, role, session_id, issued_at, expires_at })
    }
}

fn seconds(instant: Instant) -> i64 {
    instant.micros().div_euclid(1_000_000)
}

fn instant(seconds: i64) -> Result<Instant, Refused> {
    seconds.checked_mul(1_000_000).and_then(Instant::from_micros).ok_or(Refused::Malformed)
}
