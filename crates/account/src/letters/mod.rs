//! Letters: links that are to reach somebody, and notices of what has happened to how they sign in. They wait here, sealed, for
//! whoever carries them.
mod courier;
mod entity;
mod http;
mod notices;
mod ops;
#[cfg(test)]
mod tests;

pub use courier::{Courier, OpenLetter, Rounds};
pub use entity::{Letter, LetterKind};
pub(crate) use notices::{notice, notice_of_guesses};
pub use ops::{NewLetter, withdraw, write};

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

/// The links, which rotation seals anew.
pub(crate) const LINK: vault::Column = vault::column!("letters", "link");

const OWN: &[Own] = &[Own::told(
    Letter::TABLE,
    "letters",
    &Rows::new(sql!(Letter, (Id, Id, i64), "where user_id = $1 and id > $2 order by id limit $3"), |row| row.id),
)];

pub(crate) const MODULE: api::Module = api::Module {
    name: "letters",
    tables: &[Letter::TABLE],
    routes: http::ROUTES,
    own: OWN,
    sweep: Some(ops::sweep),
    jobs: &[],
};
