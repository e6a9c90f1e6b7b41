//! Sessions: what signing in begins and signing out ends. They are in the database, so that a restart signs nobody out.
mod administered;
mod csrf;
mod entity;
mod http;
pub(crate) mod ops;
pub(crate) mod places;
mod refresh;
pub(crate) mod rules;
pub(crate) mod signed_in;
mod validate;

pub(crate) use csrf::CsrfToken;
pub use entity::{Session, SessionEnd};

use api::{Own, Rows};
use base::{Id, Instant};
use store::{Batch, Entity, Statement, sql};

const OWN: &[Own] = &[Own::told(
    Session::TABLE,
    "sessions",
    &Rows::new(sql!(Session, (Id, Id, i64), "where user_id = $1 and id > $2 order by id limit $3"), |row| row.id),
)];

pub(crate) const MODULE: api::Module = api::Module {
    name: "sessions",
    tables: &[Session::TABLE],
    routes: http::ROUTES,
    own: OWN,
    sweep: Some(sweep),
    jobs: &[],
};

/// Sessions that ended long ago are forgotten: until then a token of theirs that turns up again is known for what it is.
fn sweep(now: Instant) -> Batch {
    const FORGOTTEN: Statement<(Instant,), ()> =
        sql!((), (Instant,), "delete from sessions where expires_at <= $1 /* all users */");
    Batch::new().run(FORGOTTEN, (now.minus(rules::REMEMBERED),))
}
