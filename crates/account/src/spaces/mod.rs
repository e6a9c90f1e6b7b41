//! Spaces: whose rows are whose. Everybody has one of their own; others are shared.
pub(crate) mod belonging;
mod entity;
mod fields;
mod http;
mod ops;
mod rows;
mod standing;
#[cfg(test)]
mod tests;

pub(crate) use belonging::own;
pub use entity::{Membership, MembershipRole, Space, SpaceKind};
pub(crate) use fields::of_space;
pub(crate) use standing::{Footing, Standing};

use api::{Change, Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[
    Own::told(
        Change::TABLE,
        "changes",
        &Rows::new(
            sql!(
                Change,
                (Id, i64, i64),
                "where space_id in (select space_id from memberships where user_id = $1) \
             and (actor_id = $1 or space_id in (select id from spaces where personal_of = $1)) \
             and seq > $2 order by seq limit $3 /* all spaces */"
            ),
            |change| change.seq,
        ),
    ),
    Own::told(
        Space::TABLE,
        "spaces",
        &Rows::new(
            sql!(
                Space,
                (Id, Id, i64),
                "where id in (select space_id from memberships where user_id = $1) and id > $2 order by id limit $3 /* all spaces */"
            ),
            |row| row.id,
        ),
    ),
    Own::told(
        Membership::TABLE,
        "memberships",
        &Rows::new(
            sql!(
                Membership,
                (Id, Id, i64),
                "where user_id = $1 and space_id > $2 order by space_id limit $3 /* all spaces */"
            ),
            |row| row.space_id,
        ),
    ),
];

pub(crate) const MODULE: api::Module = api::Module {
    name: "spaces",
    tables: &[Space::TABLE, Membership::TABLE],
    routes: http::ROUTES,
    own: OWN,
    sweep: None,
    jobs: &[],
};
