//! What a client may say of an invitation, and what it is shown.
use super::{Invitation, InvitationStatus, ops::FILTERS};
use crate::{spaces::Standing, users::rules};
use api::{
    Answer, Limit, Wanted,
    filter::{Fields, Sieved},
};
use base::{Flaw, Id, Instant, Result};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;

/// For how many days a link works, where nothing is said.
const USUAL_DAYS: u32 = 7;
/// For how many days it works at most.
const MOST_DAYS: u32 = 90;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// For how many days a link works.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Days(u32);

impl Default for Days {
    fn default() -> Self {
        Self(USUAL_DAYS)
    }
}

impl Days {
    /// When it stops to work, if it begins now.
    pub(super) fn from(self, now: Instant) -> Instant {
        now.plus(DAY * self.0)
    }

    fn flaw(self) -> Option<Flaw> {
        let message = format!("a link works for 1 to {MOST_DAYS} days");
        let fits = (1..=MOST_DAYS).contains(&self.0);
        (!fits).then(|| flaw("/expires_in_days", "out_of_range", message))
    }
}

fn flaw(at: &str, code: &'static str, message: impl Into<String>) -> Flaw {
    Flaw { at: at.into(), code, message: message.into(), allowed: None }
}

/// An invitation to a space.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewInvitation {
    /// The space.
    pub(super) id: Id,
    /// Where mail reaches whom it is for.
    #[serde(default)]
    #[schema(min_length = 3, max_length = 254, format = "idn-email")]
    pub(super) email: Option<String>,
    /// The name of whom it is for, where they are in the house already.
    #[serde(default)]
    pub(super) username: Option<String>,
    /// As what.
    pub(super) role: Standing,
    /// For how many days the link works, 7 where nothing is said.
    #[serde(default)]
    #[schema(value_type = u32, minimum = 1, maximum = 90)]
    pub(super) expires_in_days: Days,
}

impl Wanted for NewInvitation {
    fn flaws(&self) -> Vec<Flaw> {
        let whom = match (&self.email, &self.username) {
            (None, None) => Some(flaw("/email", "missing", "say who: email or username")),
            (Some(_), Some(_)) => Some(flaw("/username", "twice", "say who by email or by username, not by both")),
            (email, _) => email.as_deref().and_then(rules::flaw_of_email),
        };
        whom.into_iter().chain(self.expires_in_days.flaw()).collect()
    }
}

/// An invitation to the house.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewHouseInvitation {
    /// Where mail reaches whom it is for.
    #[schema(min_length = 3, max_length = 254, format = "idn-email")]
    pub(super) email: String,
    /// For how many days the link works, 7 where nothing is said.
    #[serde(default)]
    #[schema(value_type = u32, minimum = 1, maximum = 90)]
    pub(super) expires_in_days: Days,
}

impl Wanted for NewHouseInvitation {
    fn flaws(&self) -> Vec<Flaw> {
        rules::flaw_of_email(&self.email).into_iter().chain(self.expires_in_days.flaw()).collect()
    }
}

/// Which invitations to the house are wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct HouseInvitationsWanted {
    /// Only those for which this holds, in the filter language: `status = open && expires_at < now+1d`.
    #[schema(max_length = 2000)]
    filter: Option<String>,
    /// How many are wanted.
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    limit: Limit,
    /// Where the next page starts, as the page before said.
    cursor: Option<String>,
}

impl Wanted for HouseInvitationsWanted {
    fn asks() -> Option<&'static Fields> {
        Some(&FILTERS)
    }
}

impl<'a> From<&'a HouseInvitationsWanted> for Sieved<'a> {
    fn from(wanted: &'a HouseInvitationsWanted) -> Self {
        Self { filter: wanted.filter.as_deref(), limit: wanted.limit, cursor: wanted.cursor.as_deref() }
    }
}

/// Which invitation to a space.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichInvitation {
    /// The space.
    pub(super) id: Id,
    /// The invitation.
    pub(super) invitation_id: Id,
}

impl Wanted for WhichInvitation {}

/// Which invitation to the house.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichHouseInvitation {
    /// The invitation.
    pub(super) invitation_id: Id,
}

impl Wanted for WhichHouseInvitation {}

/// An invitation, as it is shown: never with its link.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct InvitationSeen {
    /// Its name for programs.
    id: Id,
    /// The space; nothing, where it is to the house alone.
    space_id: Option<Id>,
    /// Where mail reaches whom it is for.
    email: Option<String>,
    /// Whom it is for, where they were named.
    user_id: Option<Id>,
    /// As what.
    #[schema(value_type = Option<Standing>)]
    role: Option<Standing>,
    /// What became of it.
    status: InvitationStatus,
    /// Who invites.
    invited_by: Id,
    /// Who said yes, or no.
    answered_by: Option<Id>,
    /// When the link stops to work.
    expires_at: Instant,
    /// When it was made.
    created_at: Instant,
}

impl From<&Invitation> for InvitationSeen {
    fn from(of: &Invitation) -> Self {
        let Invitation { id, space_id, user_id, status, invited_by, answered_by, expires_at, created_at, .. } = *of;
        let (email, role) = (of.email.clone(), of.standing());
        Self { id, space_id, email, user_id, role, status, invited_by, answered_by, expires_at, created_at }
    }
}

impl Answer for InvitationSeen {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }

    fn location(&self) -> Option<String> {
        let path = |of: Id| format!("/api/v1/spaces/{of}/invitations");
        let path = self.space_id.map_or_else(|| "/api/v1/admin/invitations".to_owned(), path);
        Some(format!("{path}/{}", self.id))
    }
}
