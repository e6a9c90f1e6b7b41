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

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[
    Own::told(
        Passkey::TABLE,
        "passkeys",
        &Rows::new(sql!(Passkey, (Id, Id, i64), "where user_id = $1 and id > $2 order by id limit $3"), |row| row.id),
    ),
    Own::untold(UsedChallenge::TABLE, "hashes of challenges that were answered: they are nobody's"),
];

pub(crate) const MODULE: api::Module = api::Module {
    name: "passkeys",
    tables: &[Passkey::TABLE, UsedChallenge::TABLE],
    routes: http::ROUTES,
    own: OWN,
    sweep: Some(challenge::sweep),
    jobs: &[],
};
