//! Service accounts: programs that belong to one space and act there by API tokens alone. They have no password and no space of
//! their own, and nothing that is theirs to change.
mod entity;
mod fields;
mod http;
mod ops;
#[cfg(test)]
mod tests;
mod tokens;

pub use entity::ServiceAccount;

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[Own::told(
    ServiceAccount::TABLE,
    "service_accounts",
    &Rows::new(
        sql!(
            ServiceAccount,
            (Id, Id, i64),
            "where created_by = $1 and user_id > $2 order by user_id limit $3 /* all spaces */"
        ),
        |row| row.user_id,
    ),
)];

pub(crate) const MODULE: api::Module = api::Module {
    name: "service_accounts",
    tables: &[ServiceAccount::TABLE],
    routes: http::ROUTES,
    own: OWN,
    sweep: None,
    jobs: &[],
};
