//! The desk at the door: what the house holds sign-ins to, and where passwords are hashed.
use crate::{
    UserRole,
    passwords::{Cost, Passwords, Refused},
};
use base::Id;
use sha2::{Digest, Sha256};
use std::{path::PathBuf, time::Duration};
use store::OneOf;

/// What the house holds sign-ins to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Who may register.
    pub registration: Registration,
    /// Whether an administrator has to let in those who registered.
    pub approval: bool,
    /// Whether anybody may come in as a guest.
    pub guests: bool,
    /// How long an access token is good.
    pub access: Duration,
    /// How long a session can be renewed after it was last renewed.
    pub session: Duration,
    /// Of whom a second factor is demanded.
    pub second_factor: SecondFactor,
    /// The file of passwords that are refused besides those that are refused everywhere.
    pub refused_passwords: Option<PathBuf>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            registration: Registration::Open,
            approval: true,
            guests: false,
            access: Duration::from_secs(15 * 60),
            session: Duration::from_secs(7 * 24 * 60 * 60),
            second_factor: SecondFactor::Optional,
            refused_passwords: None,
        }
    }
}

/// Who may register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum Registration {
    /// Anybody.
    Open,
    /// Whoever was invited.
    Invite,
    /// Nobody: an administrator makes users.
    Closed,
}

/// Of whom a second factor is demanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum SecondFactor {
    /// Of nobody.
    Optional,
    /// Of those who administer the house.
    Administrators,
    /// Of everybody who signs in.
    Everybody,
}

impl SecondFactor {
    /// Whether it is demanded of somebody of that role.
    pub(crate) fn is_demanded_of(self, role: UserRole) -> bool {
        match self {
            Self::Optional => false,
            Self::Administrators => role == UserRole::Admin,
            Self::Everybody => true,
        }
    }
}

/// The desk: one for a house, furnished once (`App::furnish`).
pub struct Desk {
    /// What sign-ins are held to.
    pub policy: Policy,
    /// Where passwords are hashed and checked.
    pub passwords: Passwords,
    /// The passwords that this house refuses besides.
    pub refused: Option<Refused>,
}

impl Default for Desk {
    fn default() -> Self {
        Self::new(Policy::default(), Cost::FLOOR)
    }
}

impl Desk {
    /// A desk that holds sign-ins to that policy, and hashes as hard as this machine can.
    pub fn measured(policy: Policy) -> Self {
        Self { policy, passwords: Passwords::measured(), refused: None }
    }

    /// A desk that holds sign-ins to that policy, and hashes that hard.
    pub fn new(policy: Policy, cost: Cost) -> Self {
        Self { policy, passwords: Passwords::new(cost), refused: None }
    }

    /// The same, refusing these passwords besides.
    pub fn refusing(self, refused: Refused) -> Self {
        Self { refused: Some(refused), ..self }
    }
}

/// Whom a guess is about: a user, or a name that nobody has, so that the two are treated alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Subject([u8; 32]);

impl Subject {
    /// The user of that name, or else the name; of one kind of guess.
    pub(crate) fn of(kind: &str, user: Option<Id>, name: &str) -> Self {
        let hash = Sha256::new().chain_update(kind).chain_update([0]);
        Self(match user {
            Some(id) => hash.chain_update(id.as_bytes()).finalize().into(),
            None => hash.chain_update(name.to_lowercase()).finalize().into(),
        })
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.0.to_vec()
    }
}
