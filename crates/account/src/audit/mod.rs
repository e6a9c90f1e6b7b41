//! The record: what was done, and what was refused.
mod entity;

pub use entity::{AuditEntry, Severity, Violation, ViolationKind};

use store::Entity;

pub(crate) const MODULE: api::Module = api::Module::of_tables("audit", &[AuditEntry::TABLE, Violation::TABLE]);
