//! What a slice needs to speak: what it is made of, the change log, idempotency, the problem document.
mod changes;
mod idempotency;
mod module;
mod problem;

pub use changes::Change;
pub use idempotency::IdempotencyKey;
pub use module::Module;
pub use problem::Problem;

use store::{AppliedStep, Entity};

/// What belongs to no feature: the history of the schema, the change log, the answers that may be asked for again.
pub const MODULES: &[Module] = &[
    Module { name: "schema", tables: &[AppliedStep::TABLE] },
    Module { name: "changes", tables: &[Change::TABLE] },
    Module { name: "idempotency", tables: &[IdempotencyKey::TABLE] },
];
