//! Who belongs to a space, by name.
use super::{fields::Member, ops::READ};
use crate::{
    Membership, User,
    spaces::{Standing, belonging, of_space},
};
use api::{
    App, Caller, Listed,
    filter::{Field, Fields, Piece, resumed},
};
use base::{Id, Result};
use std::collections::HashMap;
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

pub(super) async fn list(app: App, caller: Caller, wanted: MembersWanted) -> Result<Listed<Member>> {
    belonging::find(&app, &caller, wanted.id).await?.may(READ)?;
    FILTERS.page(&app, &caller, (&wanted).into(), |limit, cursor| piece(&app, wanted.id, limit, cursor)).await
}

/// So many of the members of a space, as they are shown.
async fn piece(app: &App, space_id: Id, limit: u32, cursor: Option<Cursor>) -> Result<Piece<Member>> {
    let of_space = within!(User, (Id,), "id in (select user_id from memberships where space_id = $1)");
    let list = List::of(of_space, (space_id,), sort!(User, Up, "username", "id"), limit);
    let page = app.store().page(&resumed(list, cursor)?).await?;
    let ([first, .., last] | [first @ last]) = &page.rows[..] else { return Ok((Vec::new(), None)) };
    let of_page = sql!(
        Membership,
        (Id, String, String),
        "where space_id = $1 and user_id in (select id from users where username >= $2 and username <= $3)"
    );
    let found = app.store().all(of_page, (space_id, first.username.clone(), last.username.clone())).await?;
    let found: HashMap<Id, Membership> = found.into_iter().map(|one| (one.user_id, one)).collect();
    let of_roles = sql!((Id, String), (Id,), "select id, name from roles where space_id = $1");
    let roles: HashMap<Id, String> = app.store().all(of_roles, (space_id,)).await?.into_iter().collect();
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
