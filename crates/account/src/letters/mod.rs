//! Letters: links that are to reach somebody. They wait here, sealed, for whoever carries them.
mod courier;
mod entity;
mod http;
mod ops;
#[cfg(test)]
mod tests;

pub use courier::{Courier, OpenLetter, Rounds};
pub use entity::{Letter, LetterKind};
pub use ops::{NewLetter, withdraw, write};

use store::Entity;

/// The links, which rotation seals anew.
pub(crate) const LINK: vault::Column = vault::column!("letters", "link");

pub(crate) const MODULE: api::Module =
    api::Module { name: "letters", tables: &[Letter::TABLE], routes: http::ROUTES, sweep: Some(ops::sweep) };
