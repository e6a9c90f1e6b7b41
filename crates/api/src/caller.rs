//! Who is asking.
use crate::permission::{Grants, Permission, Place};
use base::{Error, Id, Result};
use std::{net::IpAddr, sync::Arc};

/// Who is asking, where, and how far they may go there. Only signing in makes one.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The person.
    pub user_id: Id,
    /// What they showed: a token's id or a session's, or the person's own where the house itself acts for them.
    pub principal_id: Id,
    /// How they showed who they are.
    pub credential: Credential,
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
    /// Where it came from, of requests at the door, of those by a session, and wherever something can be guessed.
    pub origin: Option<Arc<Origin>>,
}

/// How somebody showed who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// Not at all.
    Nothing,
    /// By being the house itself, in somebody's name.
    House,
    /// By an API token.
    Token,
    /// By a session, which was begun by signing in.
    Session {
        /// Whether they have shown just now that it is them.
        is_fresh: bool,
    },
}

/// Where a request came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The address.
    pub address: Option<IpAddr>,
    /// What the client says it is.
    pub agent: Option<String>,
    /// The host that was asked.
    pub host: Option<String>,
    /// The method and the path, with its parts in braces.
    pub asked: (&'static str, &'static str),
}

const ENROL: &str = "this house demands a second factor: set up an app (POST /api/v1/2fa/setup) or a passkey first";
/// The id of nobody.
const NOBODY: Id = Id::from_bytes([0; 16]);

impl Caller {
    /// Somebody who speaks for themself, as often as they like.
    pub fn new(user_id: Id, space_id: Id, grants: Grants, request_id: impl Into<String>) -> Self {
        let (credential, request_id) = (Credential::House, request_id.into());
        Self {
            user_id,
            principal_id: user_id,
            credential,
            space_id,
            grants,
            rate_per_minute: None,
            request_id,
            idempotency_key: None,
            origin: None,
        }
    }

    /// Somebody at the door, of whom nothing is known.
    pub fn nobody(request_id: impl Into<String>) -> Self {
        let nobody = Self::new(NOBODY, NOBODY, Grants::new(None, None), request_id);
        Self { credential: Credential::Nothing, ..nobody }
    }

    /// The person, if it is known who it is.
    pub fn known(&self) -> Option<Id> {
        (self.credential != Credential::Nothing).then_some(self.user_id)
    }

    /// Their session, if that is what they showed.
    pub fn session(&self) -> Option<Id> {
        matches!(self.credential, Credential::Session { .. }).then_some(self.principal_id)
    }

    /// Refuses what they may not do.
    pub fn may(&self, needed: Permission) -> Result<()> {
        let is_open = needed.is_for_enrolling || needed.place == Place::Door;
        if self.grants.has_to_enrol() && !is_open {
            return Err(Error::SecondFactor { why: ENROL });
        }
        if !self.grants.allow(needed) {
            return Err(Error::Forbidden { needed: needed.to_string() });
        }
        let is_fresh = match self.credential {
            Credential::House => true,
            Credential::Session { is_fresh } => is_fresh,
            Credential::Nothing | Credential::Token => false,
        };
        if needed.is_fresh && !is_fresh { Err(Error::NotFresh) } else { Ok(()) }
    }
}
