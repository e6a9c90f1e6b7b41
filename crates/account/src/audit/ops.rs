//! What can be asked of the record: by those who administer the house.
use super::{
    AuditEntry, Violation,
    fields::{EntriesWanted, SecurityOverview, ViolationsWanted},
    list::{entries, newest, oldest, violations},
    overview::overview,
};
use api::{Kind, Listed, Nothing, Operation, Permission};

const READ: Permission = Permission::read("audit").of_house();

pub(crate) static LIST: Operation<EntriesWanted, Listed<AuditEntry>> = Operation {
    name: "audit.list",
    summary: "List what was done in the house, the latest first.",
    permission: READ,
    reads: &["audit.audit_log"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(entries(app, caller, newest(), wanted))),
};

pub(crate) static EXPORT: Operation<EntriesWanted, Listed<AuditEntry>> = Operation {
    name: "audit.export",
    summary: "List what was done in the house, the oldest first, page by page.",
    permission: READ,
    reads: &["audit.audit_log"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(entries(app, caller, oldest(), wanted))),
};

pub(crate) static VIOLATIONS: Operation<ViolationsWanted, Listed<Violation>> = Operation {
    name: "violations.list",
    summary: "List what was refused for a reason of security, the latest first.",
    permission: READ,
    reads: &["audit.security_violations"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(violations(app, caller, wanted))),
};

pub(crate) static OVERVIEW: Operation<Nothing, SecurityOverview> = Operation {
    name: "security.overview",
    summary: "Show how much was refused lately, how far the record is sealed and signed, and how many tokens are active.",
    permission: READ,
    reads: &["audit.audit_log", "audit.audit_seals", "audit.security_violations", "api_tokens", "users"],
    kind: Kind::Read(|app, _, _| Box::pin(overview(app))),
};
