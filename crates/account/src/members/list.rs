//! Who belongs to a space, by name.
use super::{
    fields::Member,
    ops::{READ, find, shown},
};
use crate::{
    Membership, User,
    spaces::{Standing, belonging, of_space},
};
use api::{
    App, Caller, Entries, Work,
    filter::{Field, Fields, Piece, resumed},
    tell_now,
};
use base::{Id, Result};
use std::collections::{BTreeSet, HashMap};
use store::{Cursor, Entity, List, OneOf, sort, sql, within};

of_space!(MembersWanted, &FILTERS);

/// What filters can ask about the members of a space: what its members see of each other.
static FILTERS: Fields = {
    const fn field(name: &'static str) -> Field {
        Field::of(Membership::TABLE, name)
    }
    Fields {
        noun: "members",
        fields: &[
            field("user_id").person(),
            Field::text("username"),
            Field::text("role"),
            Field::text("role_name"),
            field("revision"),
            field("created_at"),
            field("updated_at"),
        ],
        sorts: &[],
    }
};

pub(super) async fn list(app: App, caller: Caller, wanted: MembersWanted) -> Result<Entries<Member>> {
    belonging::find(&app, &caller, wanted.id).await?.may(READ)?;
    let (space_id, asked, there) = (wanted.id, wanted.clone(), app.clone());
    let page = move || -> Work<_> {
        Box::pin(async move {
            FILTERS.page(&app, &caller, (&wanted).into(), |limit, cursor| piece(&app, wanted.id, limit, cursor)).await
        })
    };
    let now = move |members: Vec<Id>, roles: Vec<Id>| -> Work<_> {
        Box::pin(async move {
            let mut now = Vec::new();
            for id in with_roles(&there, space_id, members, roles).await? {
                let member = match find(&there, space_id, id).await {
                    Ok(member) => shown(&there, &member).await,
                    Err(error) => Err(error),
                };
                tell_now(&mut now, id, member)?;
            }
            Ok(now)
        })
    };
    // A member shows the name of their role.
    Ok(Entries::of((space_id, &FILTERS), (&asked).into(), page, now).along(&["roles"]))
}

/// These members, and all who have one of these roles.
pub(crate) async fn with_roles(app: &App, space_id: Id, members: Vec<Id>, roles: Vec<Id>) -> Result<BTreeSet<Id>> {
    let of_role = sql!((Id,), (Id, Id), "select user_id from memberships where space_id = $1 and role_id = $2");
    let mut all: BTreeSet<Id> = members.into_iter().collect();
    for role in roles {
        all.extend(app.store().readable(of_role, (space_id, role)).await?.into_iter().map(|(id,)| id));
    }
    Ok(all)
}

/// So many of the members of a space, as they are shown.
async fn piece(app: &App, space_id: Id, limit: u32, cursor: Option<Cursor>) -> Result<Piece<Member>> {
    let of_space = within!(User, (Id,), "id in (select user_id from memberships where space_id = $1)");
    let list = List::of(of_space, (space_id,), sort!(User, Up, "username", "id"), limit);
    let page = app.store().page(&resumed(list, cursor)?).await?;
    let ([first, .., last] | [first @ last]) = &page.rows[..] else { return Ok((Vec::new(), page.next)) };
    let of_page = sql!(
        Membership,
        (Id, String, String),
        "where space_id = $1 and user_id in (select id from users where username >= $2 and username <= $3)"
    );
    let found = app.store().readable(of_page, (space_id, first.username.clone(), last.username.clone())).await?;
    let found: HashMap<Id, Membership> = found.into_iter().map(|one| (one.user_id, one)).collect();
    let of_roles = sql!((Id, String), (Id,), "select id, name from roles where space_id = $1");
    let roles: HashMap<Id, String> = app.store().readable(of_roles, (space_id,)).await?.into_iter().collect();
    let name = |standing| match standing {
        Standing::Plain(role) => Some(role.text()),
        Standing::Custom(id) => roles.get(&id).map(String::as_str),
    };
    // Who has left between the two reads is not there any more.
    let members = page.rows.into_iter().map(|user| {
        let member = found.get(&user.id)?;
        Some(Member::new(member, user.username, name(member.standing())?))
    });
    Ok((members.collect(), page.next))
}
