//! Who belongs to a space, by name.
use super::{fields::Member, ops::READ};
use crate::{
    Membership, User,
    spaces::{OfSpace, Standing, belonging},
};
use api::{App, Caller, Listed};
use base::{Id, Result};
use std::collections::HashMap;
use store::{List, OneOf, sort, sql, within};

pub(super) async fn list(app: App, caller: Caller, wanted: OfSpace) -> Result<Listed<Member>> {
    belonging::find(&app, &caller, wanted.id).await?.may(READ)?;
    let of_space = within!(User, (Id,), "id in (select user_id from memberships where space_id = $1)");
    let mut list = List::of(of_space, (wanted.id,), sort!(User, Up, "username", "id"), wanted.limit.0);
    if let Some(cursor) = &wanted.cursor {
        list = list.after(&cursor.parse()?)?;
    }
    let page = app.store().page(&list).await?;
    let ([first, .., last] | [first @ last]) = &page.rows[..] else { return Listed::of(&[], None) };
    let of_page = sql!(
        Membership,
        (Id, String, String),
        "where space_id = $1 and user_id in (select id from users where username >= $2 and username <= $3)"
    );
    let found = app.store().all(of_page, (wanted.id, first.username.clone(), last.username.clone())).await?;
    let found: HashMap<Id, Membership> = found.into_iter().map(|one| (one.user_id, one)).collect();
    let of_roles = sql!((Id, String), (Id,), "select id, name from roles where space_id = $1");
    let roles: HashMap<Id, String> = app.store().all(of_roles, (wanted.id,)).await?.into_iter().collect();
    let name = |standing| match standing {
        Standing::Plain(role) => Some(role.text()),
        Standing::Custom(id) => roles.get(&id).map(String::as_str),
    };
    // Who has left between the two reads is not there any more.
    let members = page.rows.into_iter().filter_map(|user| {
        let member = found.get(&user.id)?;
        Some(Member::new(member, user.username, name(member.standing())?))
    });
    Listed::of(&members.collect::<Vec<_>>(), page.next)
}
