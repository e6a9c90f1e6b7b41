//! Users: the people, and the programs that act for them.
pub(crate) mod admin;
mod current;
mod entity;
mod fields;
mod http;
pub(crate) mod leaving;
pub(crate) mod ops;
pub(crate) mod rules;
#[cfg(test)]
mod tests;

pub use entity::{User, UserKind, UserRole, UserStatus};

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[Own::told(
    User::TABLE,
    "user",
    &Rows::new(sql!(User, (Id, Id, i64), "where id = $1 and id > $2 order by id limit $3"), |row| row.id),
)];

pub(crate) const MODULE: api::Module = api::Module {
    name: "users",
    tables: &[User::TABLE],
    routes: http::ROUTES,
    own: OWN,
    sweep: Some(leaving::sweep),
    jobs: &[],
};
