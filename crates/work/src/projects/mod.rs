//! Projects: what tasks are gathered under.
mod entity;
mod fields;
mod http;
mod list;
mod ops;
#[cfg(test)]
mod tests;

pub use entity::{Project, ProjectStatus};
pub(crate) use list::{FILTERS, names};
pub(crate) use ops::{SHELF, required};

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[Own::told(
    Project::TABLE,
    "projects",
    &Rows::new(
        sql!(
            Project,
            (Id, Id, i64),
            "where user_id = $1 and space_id in (select space_id from memberships where user_id = $1) \
             and id > $2 order by id limit $3 /* all spaces */"
        ),
        |project| project.id,
    ),
)];

pub(crate) const MODULE: api::Module = api::Module {
    name: "projects",
    tables: &[Project::TABLE],
    routes: http::ROUTES,
    own: OWN,
    sweep: Some(ops::sweep),
    jobs: &[],
};
