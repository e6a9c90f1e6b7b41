//! Comments: what people say to each other about a task.
mod entity;
mod fields;
mod http;
mod ops;
#[cfg(test)]
mod tests;

pub use entity::Comment;

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[Own::told(
    Comment::TABLE,
    "comments",
    &Rows::new(
        sql!(
            Comment,
            (Id, Id, i64),
            "where user_id = $1 and space_id in (select space_id from memberships where user_id = $1) \
             and id > $2 order by id limit $3 /* all spaces */"
        ),
        |row| row.id,
    ),
)];

pub(crate) const MODULE: api::Module = api::Module {
    name: "comments",
    tables: &[Comment::TABLE],
    routes: http::ROUTES,
    sweep: Some(ops::sweep),
    own: OWN,
    jobs: &[],
};
