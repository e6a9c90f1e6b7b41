//! API tokens: what programs show instead of signing in.
mod entity;
pub(crate) mod fields;
mod http;
pub(crate) mod ops;
mod rules;
#[cfg(test)]
mod tests;

pub use entity::ApiToken;
pub(crate) use rules::USUAL_RATE;

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[Own::told(
    ApiToken::TABLE,
    "tokens",
    &Rows::new(sql!(ApiToken, (Id, Id, i64), "where user_id = $1 and id > $2 order by id limit $3"), |row| row.id),
)];

pub(crate) const MODULE: api::Module =
    api::Module { name: "tokens", tables: &[ApiToken::TABLE], routes: http::ROUTES, own: OWN, sweep: None, jobs: &[] };
