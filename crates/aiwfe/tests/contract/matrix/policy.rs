//! The policy, as far as it follows from the permission that an operation names.
use super::principals::{Principal, Scope};
use crate::table::{MADE_BY_NAME, Row, UNCONNECTED};
use api::{Level, Place};

/// Whose the target is, and which space is spoken about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// The caller's own, in their own space.
    Own,
    /// A peer's, in the shared space.
    Peers,
    /// A stranger's, spoken of in the caller's usual space.
    Others,
    /// Nobody's.
    Missing,
    /// A stranger's, in the stranger's space.
    Foreign,
}

/// What is to come of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Done,
    Refused(u16),
}

/// What only whoever said it may change.
const OF_ITS_AUTHOR: &[&str] = &[
    "comments.update",
    "comments.update.put",
    "comments.undo",
    "reminders.update",
    "reminders.update.put",
    "reminders.snooze",
    "reminders.undo",
];
/// What is its author's, and of whoever administers the space.
const OF_AUTHOR_OR_ADMIN: &[&str] = &["comments.delete", "reminders.delete", "reminders.restore"];

impl Target {
    pub(super) const ALL: [Self; 5] = [Self::Own, Self::Peers, Self::Others, Self::Missing, Self::Foreign];

    /// Whether it also stands for a space, where no thing is named.
    pub(super) fn is_of_space(self) -> bool {
        matches!(self, Self::Own | Self::Peers | Self::Foreign)
    }
}

/// Whether there can be such a target: a program makes nothing of its own.
pub(super) fn is_possible(row: Row, principal: &Principal, target: Target) -> bool {
    let is_own = target == Target::Own && matches!(row.permission().place, Place::Own | Place::Named);
    if row.has_thing() { !(principal.is_service && is_own) } else { target.is_of_space() }
}

pub(super) fn expected(row: Row, principal: &Principal, target: Target) -> Expected {
    use Expected::{Done, Refused};
    let permission = row.permission();
    let role = match target {
        Target::Own if principal.is_service => principal.level,
        Target::Own => Some(Level::Admin),
        Target::Peers => principal.level,
        Target::Others | Target::Missing if principal.level.is_none() => Some(Level::Admin),
        Target::Others | Target::Missing => principal.level,
        Target::Foreign => None,
    };
    let Some(role) = role.filter(|_| principal.is_let_in) else {
        return Refused(if principal.is_let_in { 404 } else { 401 });
    };
    let is_in_scope = match principal.scope {
        Scope::All => true,
        Scope::Read => permission.level == Level::Read,
        Scope::OtherNoun => false,
    };
    let is_missing = row.has_thing() && target == Target::Missing && !MADE_BY_NAME.contains(&row.id());
    let (may, is_known) = match permission.place {
        Place::Space => (role >= permission.level, matches!(target, Target::Own | Target::Peers) || !row.has_thing()),
        Place::Own if principal.is_service => (permission.level == Level::Read, !row.has_thing()),
        Place::Named | Place::Own => (true, target == Target::Own || !row.has_thing()),
        Place::House => (principal.is_admin, !is_missing),
        Place::Door => (true, true),
    };
    let is_peers = target == Target::Peers;
    let may = may && !(is_peers && OF_ITS_AUTHOR.contains(&row.id()));
    let may = may && !(is_peers && OF_AUTHOR_OR_ADMIN.contains(&row.id()) && role < Level::Admin);
    match (may && is_in_scope, is_known) {
        (false, _) => Refused(403),
        (true, false) => Refused(404),
        (true, true) if UNCONNECTED.contains(&row.id()) => Refused(400),
        (true, true) => Done,
    }
}
