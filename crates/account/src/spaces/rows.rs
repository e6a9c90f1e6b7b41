//! New spaces and memberships, and what they have in common with every thing.
use super::{Membership, MembershipRole, Space, SpaceKind, Standing};
use crate::User;
use api::{Entry, Level, Thing};
use base::{Id, Instant};

impl Space {
    /// Somebody's own.
    pub fn personal(id: Id, user: &User) -> Self {
        let blank = Self::shared(id, user.username.clone(), user.created_at);
        Self { kind: SpaceKind::Personal, personal_of: Some(user.id), ..blank }
    }

    /// One for several people.
    pub fn shared(id: Id, name: String, now: Instant) -> Self {
        let (kind, personal_of) = (SpaceKind::Shared, None);
        Self { id, name, kind, personal_of, revision: 1, created_at: now, updated_at: now, deleted_at: None }
    }
}

/// A space lies in itself.
impl Thing for Space {
    const NOUN: &'static str = "spaces";
    const ONE: &'static str = "space";

    fn id(&self) -> Id {
        self.id
    }

    fn space_id(&self) -> Id {
        self.id
    }

    fn revision(&self) -> i64 {
        self.revision
    }

    fn deleted_at(&self) -> Option<Instant> {
        self.deleted_at
    }

    fn changed(self, now: Instant) -> Self {
        Self { revision: self.revision + 1, updated_at: now, ..self }
    }

    fn with_deleted_at(self, at: Option<Instant>) -> Self {
        Self { deleted_at: at, ..self }
    }
}

impl MembershipRole {
    /// How far it goes in its space.
    pub fn level(self) -> Level {
        match self {
            Self::Owner | Self::Admin => Level::Admin,
            Self::Member => Level::Write,
            Self::Viewer => Level::Read,
        }
    }
}

impl Membership {
    /// That somebody belongs to a space from now on.
    pub fn new(space_id: Id, user_id: Id, role: MembershipRole, now: Instant) -> Self {
        Self::standing_as(Standing::Plain(role), space_id, user_id, now)
    }

    /// The same as whatever they are to be.
    pub(crate) fn standing_as(standing: Standing, space_id: Id, user_id: Id, now: Instant) -> Self {
        let (role, role_id) = (standing.role(), standing.role_id());
        Self { space_id, user_id, role, role_id, revision: 1, created_at: now, updated_at: now }
    }

    /// What they are there.
    pub(crate) fn standing(&self) -> Standing {
        Standing::of(self.role, self.role_id)
    }

    /// The same as something else from now on.
    pub(crate) fn with(&self, standing: Standing, now: Instant) -> Self {
        let (role, role_id) = (standing.role(), standing.role_id());
        Self { role, role_id, revision: self.revision + 1, updated_at: now, ..self.clone() }
    }

    /// Where the log tells of it: in the space, by the name of whoever belongs to it.
    pub(crate) fn entry(&self) -> Entry {
        Entry { noun: "members", space_id: self.space_id, row_id: self.user_id, revision: self.revision }
    }
}
