//! Reminders: that somebody wants to be told of a task, at an instant or so many minutes before it is due.
mod entity;
mod fields;
mod http;
mod jobs;
mod moved;
mod ops;
mod past;
mod rezoned;
mod rules;
#[cfg(test)]
mod tests;

pub use entity::TaskReminder;
#[cfg(test)]
pub(crate) use jobs::ring;
pub(crate) use moved::{copied, moved};
pub(crate) use ops::FILTERS;
pub(crate) use rezoned::rezoned;
pub(crate) use rules::{PATIENCE, is_late};

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[Own::told(
    TaskReminder::TABLE,
    "reminders",
    &Rows::new(
        sql!(
            TaskReminder,
            (Id, Id, i64),
            "where user_id = $1 and space_id in (select space_id from memberships where user_id = $1) \
             and id > $2 order by id limit $3 /* all spaces */"
        ),
        |row| row.id,
    ),
)];

pub(crate) const MODULE: api::Module = api::Module {
    name: "reminders",
    tables: &[TaskReminder::TABLE],
    routes: http::ROUTES,
    own: OWN,
    sweep: Some(ops::sweep),
    jobs: jobs::JOBS,
};
