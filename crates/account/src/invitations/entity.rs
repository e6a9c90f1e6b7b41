//! The table of invitations.
use crate::{MembershipRole, spaces::Standing};
use api::Entry;
use base::{Id, Instant};
use serde::Serialize;
use store::{Entity, OneOf};

/// That somebody may belong to a space, or come into the house.
#[derive(Clone, Debug, PartialEq, Entity, Serialize)]
#[table("invitations", scope = house)]
#[refers(space_id, role_id, to = "roles(space_id, id)", on_delete = restrict)]
#[check(email, user_id, holds = "(email is null) <> (user_id is null)")]
#[check(
    space_id,
    role,
    role_id,
    holds = "(space_id is null) = (role is null and role_id is null) and (role is null or role_id is null)"
)]
#[index(space_id, created_at, id)]
#[index(space_id, role_id, only = "role_id is not null")]
pub struct Invitation {
    /// Its name for programs.
    #[key]
    pub id: Id,
    /// The space; nothing, where it is to the house alone.
    #[refers("spaces.id", on_delete = cascade)]
    pub space_id: Option<Id>,
    /// Where mail reaches whom it is for.
    #[index]
    pub email: Option<String>,
    /// Whom it is for, where they were named.
    #[index]
    #[refers("users.id", on_delete = cascade)]
    pub user_id: Option<Id>,
    /// As what; nothing, where it is a role of the space's own.
    pub role: Option<MembershipRole>,
    /// The space's own role.
    pub role_id: Option<Id>,
    /// The SHA-256 of what the link holds.
    #[unique]
    #[check("length(token_hash) = 32")]
    #[serde(skip)]
    pub token_hash: Vec<u8>,
    /// What became of it.
    #[default("open")]
    pub status: InvitationStatus,
    /// Who invites.
    #[index]
    #[refers("users.id", on_delete = restrict)]
    pub invited_by: Id,
    /// Who said yes, or no.
    #[index]
    #[refers("users.id", on_delete = restrict)]
    pub answered_by: Option<Id>,
    /// When the link stops to work.
    #[index]
    pub expires_at: Instant,
    /// Goes up by one with every change.
    #[check("revision >= 1")]
    pub revision: i64,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// What became of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum InvitationStatus {
    /// Nothing yet.
    Open,
    /// Somebody said yes.
    Accepted,
    /// Somebody said no.
    Declined,
    /// It was taken back.
    Revoked,
}

impl Invitation {
    /// What whoever says yes is to be in the space.
    pub(crate) fn standing(&self) -> Option<Standing> {
        self.space_id.map(|_| Standing::of(self.role, self.role_id))
    }

    /// Whether it can be answered by that time.
    pub(super) fn is_open(&self, now: Instant) -> bool {
        self.status == InvitationStatus::Open && self.expires_at > now
    }

    /// The same when that became of it.
    pub(super) fn settled(&self, status: InvitationStatus, by: Option<Id>, now: Instant) -> Self {
        let answered_by = if status == InvitationStatus::Revoked { None } else { by };
        Self { status, answered_by, revision: self.revision + 1, updated_at: now, ..self.clone() }
    }

    /// Where the log tells of it: in the space, or in that of who administers the house.
    pub(super) fn entry(&self, otherwise: Id) -> Entry {
        let space_id = self.space_id.unwrap_or(otherwise);
        Entry { noun: "invitations", space_id, row_id: self.id, revision: self.revision }
    }
}
