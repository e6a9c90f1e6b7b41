//! The tables of the record. They refer to nothing: they outlive what they speak of.
use api::ViolationKind;
use base::{Id, Instant};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Entity, OneOf};
use utoipa::ToSchema;

/// One thing that was done, written in the same batch as the thing itself.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, ToSchema)]
#[table("audit.audit_log", scope = house)]
#[index(space_id, seq)]
#[index(actor_id, seq)]
pub struct AuditEntry {
    /// The order of the record.
    #[key]
    #[serial]
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Who; nobody when the house did it by itself.
    pub actor_id: Option<Id>,
    /// Where.
    pub space_id: Option<Id>,
    /// The operation, such as `tasks.create`.
    pub operation: String,
    /// Which thing.
    pub subject_id: Option<Id>,
    /// The request it came with.
    pub request_id: String,
}

/// A piece of the chain over the record: which entries were sealed together, in which order, and the hash of each over all
/// that was sealed before it.
#[derive(Clone, Debug, PartialEq, Entity)]
#[table("audit.audit_seals", scope = house)]
pub struct Seal {
    /// How many entries the chain had before this piece: of two who seal at once, one finds this taken.
    #[key]
    #[check("position >= 0")]
    pub position: i64,
    /// For each entry its number in the record, in eight bytes, and its hash.
    #[check("length(links) > 0")]
    pub links: Vec<u8>,
    /// The highest number that was seen in the record by then.
    pub highest: i64,
    /// The numbers below it that were missing by then, and might still come.
    pub missing: Value,
}

/// One thing that was refused for a reason of security.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, Deserialize, ToSchema)]
#[table("audit.security_violations", scope = house)]
#[index(at, seq)]
#[index(kind, at, seq)]
#[index(severity, at, seq)]
#[index(user_id, at, seq)]
#[index(address, at, seq)]
pub struct Violation {
    /// The order of the record.
    #[key]
    #[serial]
    pub seq: i64,
    /// Its name, by which it is written once only.
    #[unique]
    pub id: Id,
    /// When; the first time, where it repeated itself.
    pub at: Instant,
    /// What was tried.
    pub kind: ViolationKind,
    /// How bad it is.
    pub severity: Severity,
    /// Who tried, where that is known.
    pub user_id: Option<Id>,
    /// From which address.
    pub address: Option<String>,
    /// The method of the request.
    pub method: Option<String>,
    /// The path of the request, with its parts in braces.
    pub path: Option<String>,
    /// The request.
    pub request_id: String,
    /// What else is known.
    #[schema(value_type = Option<Object>)]
    pub details: Option<Value>,
    /// How often it was tried, where it repeated itself within a minute.
    #[default(1)]
    #[check("times >= 1")]
    pub times: i64,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, OneOf)]
pub enum Severity {
    /// It happens.
    Low,
    /// Worth a look.
    Medium,
    /// Look soon.
    High,
    /// Look now.
    Critical,
}
