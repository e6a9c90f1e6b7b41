//! Roles of a space's own: named lists of permissions, beside the four words.
mod entity;
mod fields;
mod http;
mod ops;
mod permissions;
pub(crate) mod rules;
#[cfg(test)]
mod tests;

pub use entity::{Permissions, Role};

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[Own::told(
    Role::TABLE,
    "roles",
    &Rows::new(
        sql!(
            Role,
            (Id, Id, i64),
            "where id in (select role_id from memberships where user_id = $1) and id > $2 order by id limit $3 /* all spaces */"
        ),
        |row| row.id,
    ),
)];

pub(crate) const MODULE: api::Module =
    api::Module { name: "roles", tables: &[Role::TABLE], routes: http::ROUTES, own: OWN, sweep: None, jobs: &[] };
