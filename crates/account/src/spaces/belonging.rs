//! Who belongs to a space, and as what.
use super::{Membership, MembershipRole, Space};
use api::{App, Caller, Thing};
use base::{Error, Id, Result};
use store::{Batch, Guard, require, sql};

/// A space, and what the caller is in it.
pub(crate) struct Belonging {
    pub(crate) space: Space,
    pub(crate) own: Membership,
}

/// The space of that id, thrown away or not. To who does not belong to it, it is not there.
pub(crate) async fn any(app: &App, caller: &Caller, id: Id) -> Result<Belonging> {
    let missing = Error::NotFound { what: Space::ONE };
    let Some(own) = app.store().get::<Membership>((id, caller.user_id)).await? else { return Err(missing) };
    let space = app.store().get::<Space>((id,)).await?.ok_or(missing)?;
    Ok(Belonging { space, own })
}

/// The same, unless it was thrown away.
pub(crate) async fn find(app: &App, caller: &Caller, id: Id) -> Result<Belonging> {
    let found = any(app, caller, id).await?;
    if found.space.deleted_at.is_some() { Err(Error::NotFound { what: Space::ONE }) } else { Ok(found) }
}

impl Belonging {
    /// Refuses whoever is none of these there.
    pub(crate) fn must_be(&self, roles: &[MembershipRole], needed: &str) -> Result<()> {
        match roles.contains(&self.own.role) {
            true => Ok(()),
            false => Err(Error::Forbidden { needed: needed.into() }),
        }
    }

    /// That the caller is still what they were.
    pub(crate) fn still(&self) -> Batch {
        let unchanged =
            require!((Id, Id, i64), "select 1 from memberships where space_id = $1 and user_id = $2 and revision = $3");
        let Membership { space_id, user_id, revision, .. } = self.own;
        Batch::new().require(Guard::new("memberships.caller"), unchanged, (space_id, user_id, revision))
    }
}

/// Somebody's own space.
pub(crate) async fn own(app: &App, user_id: Id) -> Result<Id> {
    let of_user = sql!((Id,), (Id,), "select id from spaces where personal_of = $1");
    let missing = || Error::Internal { cause: format!("user {user_id} has no space of their own") };
    Ok(app.store().one(of_user, (user_id,)).await?.ok_or_else(missing)?.0)
}
