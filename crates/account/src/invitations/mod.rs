//! Invitations: somebody is to belong to a space, or to come into the house. Whoever holds the link may answer once.
mod answers;
mod entity;
mod fields;
mod house;
mod http;
mod ops;
mod pending;
#[cfg(test)]
mod tests;

pub use answers::redeem;
pub use entity::{Invitation, InvitationStatus};

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[Own::told(
    Invitation::TABLE,
    "invitations",
    &Rows::new(
        sql!(
            Invitation,
            (Id, Id, i64),
            "where (user_id = $1 or invited_by = $1 or answered_by = $1 \
             or email = (select email from users where id = $1 and is_verified)) \
             and id > $2 order by id limit $3"
        ),
        |invitation| invitation.id,
    ),
)];

pub(crate) const MODULE: api::Module = api::Module {
    name: "invitations",
    tables: &[Invitation::TABLE],
    routes: http::ROUTES,
    own: OWN,
    sweep: Some(ops::sweep),
    jobs: &[],
};
