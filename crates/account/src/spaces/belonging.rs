//! Who belongs to a space, and as what.
use super::{Footing, Membership, MembershipRole, Space, SpaceKind, Standing};
use crate::Role;
use api::{App, Caller, Permission, Reach, Thing};
use base::{Error, Id, Result};
use store::{Batch, Guard, Statement, require, sql};

/// A space, and what the caller is in it.
pub(crate) struct Belonging {
    pub(crate) space: Space,
    pub(crate) own: Membership,
    pub(crate) footing: Footing,
}

/// The space of that id, thrown away or not. To who does not belong to it, it is not there.
pub(crate) async fn any(app: &App, caller: &Caller, id: Id) -> Result<Belonging> {
    let missing = || Error::NotFound { what: Space::ONE };
    let own = app.store().get::<Membership>((id, caller.user_id)).await?.ok_or_else(missing)?;
    let space = app.store().get::<Space>((id,)).await?.ok_or_else(missing)?;
    let footing = footing(app, id, own.standing()).await?.ok_or_else(missing)?;
    Ok(Belonging { space, own, footing })
}

/// The same, unless it was thrown away.
pub(crate) async fn find(app: &App, caller: &Caller, id: Id) -> Result<Belonging> {
    let found = any(app, caller, id).await?;
    if found.space.deleted_at.is_some() { Err(Error::NotFound { what: Space::ONE }) } else { Ok(found) }
}

/// What was found, if it is there and can be read.
pub(crate) fn there<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound { .. } | Error::Unreadable { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What somebody is in that space with what it allows; a role that is not the space's own is not there.
pub(crate) async fn footing(app: &App, space_id: Id, standing: Standing) -> Result<Option<Footing>> {
    match standing {
        Standing::Plain(role) => Ok(Some(Footing::Plain(role))),
        Standing::Custom(id) => {
            let of_space = sql!(Role, (Id, Id), "where space_id = $1 and id = $2");
            Ok(app.store().one(of_space, (space_id, id)).await?.map(Footing::Custom))
        }
    }
}

/// Holds on to the space's row, so that one after another says who belongs there; what is written comes after it.
const HELD: Statement<(Id,), (i64,)> = sql!(
    (i64,),
    (Id,),
    sqlite: "select 1 from spaces where id = $1 and deleted_at is null",
    postgres: "select 1 from spaces where id = $1 and deleted_at is null for no key update"
);

/// That the space is there, and that nobody else says meanwhile who belongs to it.
pub(crate) fn held(space_id: Id) -> Batch {
    Batch::new().require(Guard::new("memberships.space"), HELD, (space_id,))
}

impl Membership {
    /// That somebody is still what they were.
    pub(crate) fn still(&self) -> Batch {
        let unchanged =
            require!((Id, Id, i64), "select 1 from memberships where space_id = $1 and user_id = $2 and revision = $3");
        let arguments = (self.space_id, self.user_id, self.revision);
        Batch::new().require(Guard::new("memberships.unchanged"), unchanged, arguments)
    }
}

impl Footing {
    /// That a role of the space's own is still what it was.
    pub(crate) fn still(&self) -> Batch {
        let unchanged =
            require!((Id, Id, i64), "select 1 from roles where space_id = $1 and id = $2 and revision = $3");
        match self {
            Self::Plain(_) => Batch::new(),
            Self::Custom(role) => {
                Batch::new().require(Guard::new("roles.unchanged"), unchanged, (role.space_id, role.id, role.revision))
            }
        }
    }
}

impl Belonging {
    /// How far the caller may go there.
    pub(crate) fn reach(&self) -> Reach {
        self.footing.reach()
    }

    /// Refuses what the caller's role there does not allow.
    pub(crate) fn may(&self, needed: Permission) -> Result<()> {
        match self.reach().covers(needed.noun, needed.level) {
            true => Ok(()),
            false => Err(Error::Forbidden { needed: needed.to_string() }),
        }
    }

    /// Refuses whoever is none of these there. A role of the space's own stands in for an admin where it says so.
    pub(crate) fn must_be(&self, roles: &[MembershipRole], needed: Permission) -> Result<()> {
        let is_one = match &self.footing {
            Footing::Plain(role) => roles.contains(role),
            Footing::Custom(_) => roles.contains(&MembershipRole::Admin),
        };
        if is_one { self.may(needed) } else { Err(Error::Forbidden { needed: needed.to_string() }) }
    }

    /// Refuses somebody's own space, for that reason.
    pub(crate) fn shared(&self, why: &'static str) -> Result<()> {
        match self.space.kind {
            SpaceKind::Shared => Ok(()),
            SpaceKind::Personal => Err(Error::Conflict { why: why.into() }),
        }
    }

    /// That the caller is still what they were.
    pub(crate) fn still(&self) -> Batch {
        self.own.still().and(self.footing.still())
    }

    /// The same, and that nobody else says meanwhile who belongs to the space.
    pub(crate) fn held(&self) -> Batch {
        held(self.space.id).and(self.still())
    }
}

/// Somebody's own space; of a service account, the one that it belongs to.
pub(crate) async fn own(app: &App, user_id: Id) -> Result<Id> {
    let of_user = sql!(
        (Id,),
        (Id,),
        "select id from spaces where personal_of = $1 union all \
         select space_id from service_accounts where user_id = $1 /* all spaces */"
    );
    let missing = || Error::Internal { cause: format!("user {user_id} has no space of their own") };
    Ok(app.store().one(of_user, (user_id,)).await?.ok_or_else(missing)?.0)
}
