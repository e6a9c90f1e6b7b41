//! Relations between tasks: what blocks, precedes, duplicates, contains or is like what.
mod entity;
mod fields;
mod http;
mod ops;
mod ripple;
mod rules;
#[cfg(test)]
mod tests;

pub use entity::{RelationKind, TaskRelation};
pub(crate) use ripple::{counts, rescored, ripples};

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[Own::told(
    TaskRelation::TABLE,
    "relations",
    &Rows::new(
        sql!(
            TaskRelation,
            (Id, Id, i64),
            "where user_id = $1 and space_id in (select space_id from memberships where user_id = $1) \
             and id > $2 order by id limit $3 /* all spaces */"
        ),
        |row| row.id,
    ),
)];

pub(crate) const MODULE: api::Module =
    api::Module { routes: http::ROUTES, own: OWN, ..api::Module::of_tables("relations", &[TaskRelation::TABLE]) };
