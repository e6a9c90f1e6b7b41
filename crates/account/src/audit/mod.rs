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

use store::Entity;

pub(crate) const MODULE: api::Module = api::Module {
    name: "audit",
    tables: &[AuditEntry::TABLE, Seal::TABLE, Violation::TABLE],
    routes: http::ROUTES,
    sweep: None,
};
