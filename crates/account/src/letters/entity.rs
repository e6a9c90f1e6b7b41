//! The table of letters.
use base::{Id, Instant};
use serde::Serialize;
use store::{Entity, OneOf};
use vault::Sealed;

/// What is to reach somebody: a link, or that something has happened.
#[derive(Clone, Debug, PartialEq, Entity, Serialize)]
#[table("letters", scope = house)]
#[index(created_at, id)]
pub struct Letter {
    /// The id of what it is about.
    #[key]
    pub id: Id,
    /// What it is about.
    pub kind: LetterKind,
    /// Where mail reaches whom it is for.
    pub address: String,
    /// Whom it is for, where they are in the house already.
    #[index]
    #[refers("users.id", on_delete = cascade)]
    pub user_id: Option<Id>,
    /// The space it is about, if it is about one.
    #[index]
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Option<Id>,
    /// The link, sealed: whoever has it may do what it is for. A notice leads to a page that opens nothing by itself.
    #[serde(skip)]
    pub link: Sealed,
    /// When the link stops to work.
    #[index]
    pub expires_at: Instant,
    /// When it was written.
    pub created_at: Instant,
    /// When a courier took it to carry it.
    pub taken_at: Option<Instant>,
}

/// What a letter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum LetterKind {
    /// Somebody is invited, to a space or to the house.
    Invitation,
    /// Somebody wants a new password.
    PasswordReset,
    /// Somebody is to administer a house in which nobody does.
    FirstAdministrator,
    /// Their password was changed, or replaced.
    PasswordChanged,
    /// Their address was changed; this goes to the one before.
    AddressChanged,
    /// A second factor was put in force.
    SecondFactorAdded,
    /// The second factor was switched off.
    SecondFactorRemoved,
    /// A recovery code let somebody in.
    RecoveryCodeUsed,
    /// Their recovery codes were made anew.
    RecoveryCodesRenewed,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was forgotten.
    PasskeyRemoved,
    /// A passkey was suspended, for it seems to have been copied.
    PasskeySuspended,
    /// Somebody signed in from where nobody had signed in as them before.
    NewPlace,
    /// Many have tried to sign in as them, in vain.
    ManyFailures,
    /// A token of a session turned up again that had been used up, and the session ended.
    TokenReused,
}
