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

use api::Own;
use store::Entity;

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
