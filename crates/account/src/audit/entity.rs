//! The tables of the record. They refer to nothing: they outlive what they speak of.
use base::{Id, Instant};
use serde_json::Value;
use store::{Entity, OneOf};

/// One thing that was done, written in the same batch as the thing itself.
#[derive(Clone, Debug, PartialEq, Entity)]
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

/// One thing that was refused for a reason of security.
#[derive(Clone, Debug, PartialEq, Entity)]
#[table("audit.security_violations", scope = house)]
#[index(at, seq)]
pub struct Violation {
    /// The order of the record.
    #[key]
    #[serial]
    pub seq: i64,
    /// When.
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
    /// The path of the request.
    pub path: Option<String>,
    /// The request.
    pub request_id: String,
    /// What else is known.
    pub details: Option<Value>,
}

/// What was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum ViolationKind {
    /// Something that the caller may not do.
    Denied,
    /// To sign in, without success.
    LoginFailed,
    /// A write from a page that is not ours.
    CsrfFailed,
    /// More than the limit allows.
    RateLimited,
    /// A token that had been used up.
    TokenReused,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
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
