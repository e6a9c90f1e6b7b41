//! The second factor: codes of an app that shares a secret with the house, and codes for the day that app is gone.
mod base32;
pub(crate) mod challenge;
mod entity;
mod fields;
mod http;
mod ops;
mod pass;
mod recovery;
mod show;
mod totp;

pub use entity::{RecoveryCode, UsedCode};
pub(crate) use show::{Factor, show};

use api::{App, Own};
use base::{Id, Result, Secret};
use store::Entity;
use vault::Sealed;

/// The secrets that apps share with the house, which rotation seals anew.
pub(crate) const SECRET: vault::Column = vault::column!("users", "tfa_secret");

const OWN: &[Own] = &[
    Own::untold(RecoveryCode::TABLE, "hashes of codes: a user is told how many are left"),
    Own::untold(UsedCode::TABLE, "the number of a code that was used: it keeps that code from being used again"),
];

pub(crate) const MODULE: api::Module = api::Module {
    name: "factors",
    tables: &[RecoveryCode::TABLE, UsedCode::TABLE],
    routes: http::ROUTES,
    own: OWN,
    sweep: None,
    jobs: &[],
};

/// The secret of an app that was shared with another house, sealed for that user; nothing, where it has not the length of ours.
pub(crate) fn brought(app: &App, user_id: Id, secret: &Secret) -> Result<Option<Sealed>> {
    let Some(text) = fitting(secret.expose()) else { return Ok(None) };
    Ok(Some(app.vault()?.seal(show::place(user_id), &Secret::new(text))?))
}

/// A secret of an app as it is kept here, where it has the length of ours.
pub(crate) fn fitting(secret: &str) -> Option<String> {
    let letters = secret.chars().filter(|letter| !letter.is_whitespace() && *letter != '=');
    let text: String = letters.map(|letter| letter.to_ascii_uppercase()).collect();
    base32::bytes(&text).filter(|bytes| bytes.len() == totp::SECRET).map(|_| text)
}
