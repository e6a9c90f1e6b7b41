//! What a client may ask of the record, and what it is shown.
use super::{
    Severity,
    list::{ENTRIES, VIOLATIONS},
};
use api::{Answer, Limit, ViolationKind, Wanted, filter::Fields};
use base::{Id, Instant, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Which entries are wanted. By operation, subject, request and filter, the latest million before `until` is looked through.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct EntriesWanted {
    /// Only what this user did.
    pub(super) actor_id: Option<Id>,
    /// Only what was done in this space.
    pub(super) space_id: Option<Id>,
    /// Only what was done by this operation, such as `tasks.create`.
    pub(super) operation: Option<String>,
    /// Only what was done with this thing.
    pub(super) subject_id: Option<Id>,
    /// Only what came with this request.
    pub(super) request_id: Option<String>,
    /// Only what was done then or later.
    pub(super) from: Option<Instant>,
    /// Only what was done before.
    pub(super) until: Option<Instant>,
    /// Only those for which this holds, in the filter language: `operation ~ delete && at > now-7d`.
    #[schema(max_length = 2000)]
    pub(super) filter: Option<String>,
    /// How many are wanted.
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    pub(super) limit: Limit,
    /// Where the next page starts, as the page before said.
    pub(super) cursor: Option<String>,
}

impl Wanted for EntriesWanted {
    fn asks() -> Option<&'static Fields> {
        Some(&ENTRIES.fields)
    }
}

/// Which violations are wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ViolationsWanted {
    /// Only those of this kind.
    pub(super) kind: Option<ViolationKind>,
    /// Only those so bad.
    pub(super) severity: Option<Severity>,
    /// Only those of this user.
    pub(super) user_id: Option<Id>,
    /// Only those from this address.
    pub(super) address: Option<String>,
    /// Only those of then or later.
    pub(super) from: Option<Instant>,
    /// Only those before.
    pub(super) until: Option<Instant>,
    /// Only those for which this holds, in the filter language: `severity in (high, critical) && times > 10`.
    #[schema(max_length = 2000)]
    pub(super) filter: Option<String>,
    /// How many are wanted.
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    pub(super) limit: Limit,
    /// Where the next page starts, as the page before said.
    pub(super) cursor: Option<String>,
}

impl Wanted for ViolationsWanted {
    fn asks() -> Option<&'static Fields> {
        Some(&VIOLATIONS.fields)
    }
}

/// How safe the house is, at a glance.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct SecurityOverview {
    /// What was refused within a day.
    pub(super) last_24_hours: ViolationCounts,
    /// What was refused within a week.
    pub(super) last_7_days: ViolationCounts,
    /// How many refusals could not be kept since the server started.
    pub(super) dropped: u64,
    /// How many wait in the spool until the database takes them.
    pub(super) spooled: usize,
    /// How many entries of the record are sealed.
    pub(super) sealed: i64,
    /// How many are not sealed yet.
    pub(super) unsealed: i64,
    /// When the record was signed for the last time.
    pub(super) signed_at: Option<Instant>,
    /// How many API tokens open the doors.
    pub(super) active_tokens: i64,
}

impl Answer for SecurityOverview {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

/// How much was refused.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub(crate) struct ViolationCounts {
    /// In all.
    pub(super) total: i64,
    /// By what was tried.
    pub(super) by_kind: BTreeMap<&'static str, i64>,
    /// By how bad it is.
    pub(super) by_severity: BTreeMap<&'static str, i64>,
}
