//! Signing in: by password, for the first time, as a guest; and what is done where a password is forgotten or changed.
pub(crate) mod failures;
mod fields;
mod first;
mod guest;
mod http;
pub(crate) mod login;
mod mounts;
mod passwords;
pub(crate) mod refused;
mod register;
mod reset;
mod step_up;

pub use failures::SignInFailures;
pub(crate) use first::ROW as ONCE_ADMINISTERED;
pub use first::token as first_token;
pub(crate) use mounts::mounted;

use api::Own;
use store::Entity;

const OWN: &[Own] = &[Own::untold(
    SignInFailures::TABLE,
    "how often a name was guessed at, by the hash of the name: also names that nobody has",
)];

pub(crate) const MODULE: api::Module = api::Module {
    name: "auth",
    tables: &[SignInFailures::TABLE],
    routes: http::ROUTES,
    own: OWN,
    sweep: Some(failures::sweep),
    jobs: &[],
};
