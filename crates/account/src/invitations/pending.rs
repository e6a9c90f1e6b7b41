//! The invitations that wait for whoever asks.
use super::{Invitation, fields::InvitationSeen, ops::field};
use crate::{User, users};
use api::{
    App, Caller, Kind, Listed, Operation, Permission, Wanted,
    filter::{Field, Fields},
};
use base::{Id, Instant, Result};
use serde::{Deserialize, Serialize};
use store::sql;
use utoipa::ToSchema;

/// An invitation to a space, as whoever is invited sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PendingInvitation {
    /// The invitation.
    #[serde(flatten)]
    invitation: InvitationSeen,
    /// What the space is called.
    space_name: String,
    /// What who invites is called.
    invited_by_name: String,
}

/// Which of the invitations that wait for oneself are wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PendingWanted {
    /// Only those for which this holds, in the filter language: `space_name ~ garden && expires_at < now+1d`.
    #[schema(max_length = 2000)]
    filter: Option<String>,
}

impl Wanted for PendingWanted {
    fn asks() -> Option<&'static Fields> {
        Some(&FILTERS)
    }
}

/// What filters can ask about the invitations that wait for oneself.
static FILTERS: Fields = Fields {
    noun: "pending_invitations",
    fields: &[
        field("id"),
        field("space_id"),
        Field::text("space_name"),
        field("email"),
        field("user_id").person(),
        Field::text("role"),
        field("status"),
        field("invited_by").person(),
        Field::text("invited_by_name"),
        field("expires_at"),
        field("created_at"),
    ],
    sorts: &[],
};

pub(crate) static PENDING: Operation<PendingWanted, Listed<PendingInvitation>> = Operation {
    name: "invitations.pending",
    summary: "List the invitations to spaces that wait for oneself, by name or by a verified address.",
    permission: Permission::read("invitations").own(),
    reads: &["invitations", "spaces", "users"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(pending(app, caller, wanted))),
};

async fn pending(app: App, caller: Caller, wanted: PendingWanted) -> Result<Listed<PendingInvitation>> {
    let mine = sql!(
        Invitation,
        (Id, String, Instant),
        "where status = 'open' and (user_id = $1 or email = $2) and expires_at > $3 \
         and space_id in (select id from spaces where deleted_at is null) order by created_at desc, id desc limit 1000"
    );
    let names = sql!(
        (Id, String, String),
        (Id, String),
        "select i.id, s.name, u.username from invitations i join spaces s on s.id = i.space_id \
         join users u on u.id = i.invited_by where i.status = 'open' and (i.user_id = $1 or i.email = $2)"
    );
    let user = users::ops::find(&app, caller.user_id).await?;
    let address = address(&user);
    let found = app.store().readable(mine, (user.id, address.clone(), app.clock().now())).await?;
    let names = app.store().readable(names, (user.id, address)).await?;
    let seen = found.iter().filter_map(|invitation| {
        let (_, space_name, invited_by_name) = names.iter().find(|(id, ..)| *id == invitation.id)?.clone();
        Some(PendingInvitation { invitation: invitation.into(), space_name, invited_by_name })
    });
    let filter = wanted.filter.as_deref().map(|text| ("/filter", text));
    let seen = FILTERS.among(seen.collect(), filter, &app, &caller)?;
    Listed::of(&seen, None)
}

/// The address that is known to be theirs; none is empty.
fn address(user: &User) -> String {
    if user.is_verified { user.email.clone() } else { String::new() }
}

/// The invitation of that id, if it is for the caller.
pub(super) async fn to(app: &App, caller: &Caller, id: Id) -> Result<Option<Invitation>> {
    let user = users::ops::find(app, caller.user_id).await?;
    let found = app.store().get::<Invitation>((id,)).await?;
    Ok(found.filter(|found| found.user_id == Some(user.id) || found.email == Some(address(&user))))
}
