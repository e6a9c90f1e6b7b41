//! Categories: what tasks and events are put into, each with a colour and a weight. Ten are there from the start.
mod brought;
mod defaults;
mod entity;
mod fields;
mod http;
mod ops;
mod rules;
mod suggest;
#[cfg(test)]
mod tests;

pub use entity::{Category, CategoryType, CategoryWeights};
pub(crate) use ops::{FILTERS, there};
pub(crate) use suggest::themes;

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[Own::told(
    Category::TABLE,
    "categories",
    &Rows::new(
        sql!(
            Category,
            (Id, Id, i64),
            "where (user_id = $1 or user_id is null) and space_id in (select space_id from memberships where user_id = $1) \
             and id > $2 order by id limit $3 /* all spaces */"
        ),
        |row| row.id,
    ),
)];

pub(crate) const MODULE: api::Module = api::Module {
    name: "categories",
    tables: &[Category::TABLE],
    routes: http::ROUTES,
    sweep: Some(ops::sweep),
    own: OWN,
    jobs: &[],
};
