//! Filters: what can be asked about each noun, and filters that are kept.
mod asked;
mod entity;
mod fields;
mod help;
mod http;
mod ops;
#[cfg(test)]
mod tests;

pub(crate) use asked::Asked;
pub use entity::{FilterNoun, FilterText, SavedFilter};

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[Own::told(
    SavedFilter::TABLE,
    "saved_filters",
    &Rows::new(
        sql!(
            SavedFilter,
            (Id, Id, i64),
            "where user_id = $1 and space_id in (select space_id from memberships where user_id = $1) \
             and id > $2 order by id limit $3 /* all spaces */"
        ),
        |row| row.id,
    ),
)];

pub(crate) const MODULE: api::Module = api::Module {
    name: "filters",
    tables: &[SavedFilter::TABLE],
    routes: http::ROUTES,
    sweep: Some(ops::sweep),
    own: OWN,
    jobs: &[],
};
