//! What may be and what follows, for sessions.
use super::{Session, SessionEnd};
use api::Origin;
use base::{Id, Instant};
use std::time::Duration;

/// For so long the token before the newest renews a session to the very same pair: the answer may have been lost on its way.
const GRACE: Duration = Duration::from_secs(10);
/// For so long after somebody has shown that it is them, they may do what is dangerous.
const FRESH: Duration = Duration::from_secs(10 * 60);
/// However often it is renewed, a session does not last longer.
const LONGEST: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// How long a second factor may take to come.
const UNPASSED: Duration = Duration::from_secs(5 * 60);
/// For so long after it could last be renewed a session is remembered.
pub(crate) const REMEMBERED: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What comes of showing a token that renews.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Renewal {
    /// The session as it is from now on.
    Renewed(Session),
    /// The session was renewed just now with that very token: the same is told again.
    Again,
    /// That token was used up: the session ends.
    Reused(Session),
    /// It cannot be renewed any more, or not yet.
    Over,
}

impl Session {
    /// A session that begins now; one that has not passed waits for a second factor, and not for long.
    pub(crate) fn begin(
        id: Id,
        user_id: Id,
        origin: Option<&Origin>,
        now: Instant,
        lasts: Duration,
        passed: bool,
    ) -> Self {
        let agent = origin.and_then(|origin| origin.agent.clone());
        Self {
            id,
            user_id,
            address: origin.and_then(|origin| origin.address).map(|address| address.to_string()),
            agent,
            generation: 0,
            created_at: now,
            renewed_at: now,
            expires_at: now.plus(if passed { lasts } else { UNPASSED }),
            passed_at: passed.then_some(now),
            fresh_until: passed.then(|| now.plus(FRESH)),
            ended_at: None,
            ended_by: None,
        }
    }

    /// The same, after they have shown again that it is them.
    pub(crate) fn refreshed(self, now: Instant) -> Self {
        Self { fresh_until: Some(now.plus(FRESH)), ..self }
    }

    /// The same, after a second factor was shown.
    pub(crate) fn passed(self, now: Instant, lasts: Duration) -> Self {
        Self { renewed_at: now, expires_at: now.plus(lasts), passed_at: Some(now), ..self }.refreshed(now)
    }

    /// Whether it still waits for a second factor.
    pub(crate) fn is_waiting(&self, now: Instant) -> bool {
        self.ended_at.is_none() && self.passed_at.is_none() && self.expires_at > now
    }

    /// The same, ended.
    pub(crate) fn ended(self, by: SessionEnd, now: Instant) -> Self {
        Self { ended_at: Some(now), ended_by: Some(by), ..self }
    }

    /// Whether somebody is signed in by it.
    pub(crate) fn is_open(&self, now: Instant) -> bool {
        self.ended_at.is_none() && self.passed_at.is_some() && self.expires_at > now
    }

    /// What comes of showing a token of that generation.
    pub(crate) fn renewed(&self, generation: i64, now: Instant, lasts: Duration) -> Renewal {
        if !self.is_open(now) {
            return Renewal::Over;
        }
        match self.generation - generation {
            0 => Renewal::Renewed(Self {
                generation: self.generation + 1,
                renewed_at: now,
                expires_at: now.plus(lasts).min(self.created_at.plus(LONGEST)),
                ..self.clone()
            }),
            1 if self.renewed_at.plus(GRACE) >= now => Renewal::Again,
            // A token that is younger than its session was signed by a house that has been put back: it is refused, no more.
            ..0 => Renewal::Over,
            _ => Renewal::Reused(self.clone().ended(SessionEnd::TokenReused, now)),
        }
    }
}
