//! The record: what was done, sealed and signed, and what was refused.
mod chain;
mod checkpoint;
mod entity;
mod fields;
mod http;
mod ledger;
mod list;
mod ops;
mod overview;
mod record;
mod sealer;
mod spool;
#[cfg(test)]
mod tests;
mod verify;
mod violations;

pub use entity::{AuditEntry, Seal, Severity, Violation};
pub use record::Record;
pub use verify::Verified;

use api::{Own, Rows};
use base::Id;
use store::{Entity, sql};

const OWN: &[Own] = &[
    Own::told(
        AuditEntry::TABLE,
        "audit",
        &Rows::new(sql!(AuditEntry, (Id, i64, i64), "where actor_id = $1 and seq > $2 order by seq limit $3"), |row| {
            row.seq
        }),
    ),
    Own::untold(Seal::TABLE, "the seals of the record as a whole"),
    Own::told(
        Violation::TABLE,
        "security_violations",
        &Rows::new(sql!(Violation, (Id, i64, i64), "where user_id = $1 and seq > $2 order by seq limit $3"), |row| {
            row.seq
        }),
    ),
];

pub(crate) const MODULE: api::Module = api::Module {
    name: "audit",
    tables: &[AuditEntry::TABLE, Seal::TABLE, Violation::TABLE],
    routes: http::ROUTES,
    own: OWN,
    sweep: None,
    jobs: &[],
};
