//! Subtasks: the steps of a task, in their order.
mod entity;
mod fields;
mod generate;
mod http;
mod ops;
mod past;
mod rules;
#[cfg(test)]
mod tests;

pub use entity::Subtask;
pub(crate) use generate::GENERATE;

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[Own::told(
    Subtask::TABLE,
    "subtasks",
    &Rows::new(
        sql!(
            Subtask,
            (Id, Id, i64),
            "where user_id = $1 and space_id in (select space_id from memberships where user_id = $1) \
             and id > $2 order by id limit $3 /* all spaces */"
        ),
        |row| row.id,
    ),
)];

pub(crate) const MODULE: api::Module = api::Module {
    name: "subtasks",
    tables: &[Subtask::TABLE],
    routes: http::ROUTES,
    sweep: Some(ops::sweep),
    own: OWN,
    jobs: &[],
};
