//! Passkeys: keys that a device keeps, and shows only to this site and after it knows who holds it.
mod challenge;
mod entity;
mod fields;
mod http;
mod ops;
mod options;
mod register;
mod rules;
mod show;
mod sign_in;
mod webauthn;

pub use entity::{Passkey, UsedChallenge};
pub(crate) use fields::Assertion;
pub(crate) use ops::has_any;
pub(crate) use show::show;
pub use webauthn::PasskeyAlgorithm;

use store::Entity;

pub(crate) const MODULE: api::Module = api::Module {
    name: "passkeys",
    tables: &[Passkey::TABLE, UsedChallenge::TABLE],
    routes: http::ROUTES,
    sweep: Some(challenge::sweep),
};
