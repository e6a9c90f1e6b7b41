//! The table of letters.
use base::{Id, Instant};
use store::{Entity, OneOf};
use vault::Sealed;

/// A link that is to reach somebody.
#[derive(Clone, Debug, PartialEq, Entity)]
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
    /// The link, sealed: whoever has it may do what it is for.
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
}
