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

use store::Entity;

/// The secrets that apps share with the house, which rotation seals anew.
pub(crate) const SECRET: vault::Column = vault::column!("users", "tfa_secret");

pub(crate) const MODULE: api::Module =
    api::Module { name: "factors", tables: &[RecoveryCode::TABLE, UsedCode::TABLE], routes: http::ROUTES, sweep: None };
