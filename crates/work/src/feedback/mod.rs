//! Feedback: how a task or an opportunity went for whoever did it.
mod entity;
mod fields;
mod http;
pub(crate) mod ops;
#[cfg(test)]
mod tests;

pub use entity::TaskFeedback;

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[Own::told(
    TaskFeedback::TABLE,
    "feedback",
    &Rows::new(
        sql!(
            TaskFeedback,
            (Id, Id, i64),
            "where user_id = $1 and space_id in (select space_id from memberships where user_id = $1) \
             and id > $2 order by id limit $3 /* all spaces */"
        ),
        |row| row.id,
    ),
)];

pub(crate) const MODULE: api::Module = api::Module {
    name: "feedback",
    tables: &[TaskFeedback::TABLE],
    routes: http::ROUTES,
    sweep: Some(ops::sweep),
    own: OWN,
    jobs: &[],
};
