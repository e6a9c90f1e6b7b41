//! Invitations to the house, by those who administer it.
use super::{
    Invitation,
    fields::{HouseInvitationsWanted, InvitationSeen, NewHouseInvitation, WhichHouseInvitation},
    ops::{ADMIN, READ, Whom, find, inviting, listed, revoked},
};
use api::{App, Caller, Kind, Listed, Operation, Plan, Said};
use base::{Error, Result};
use store::{List, sort, sql, within};

pub(crate) static LIST: Operation<HouseInvitationsWanted, Listed<InvitationSeen>> = Operation {
    name: "house_invitations.list",
    summary: "List the invitations to the house and what became of them, the latest first.",
    permission: READ.of_house(),
    reads: &["invitations"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static CREATE: Operation<NewHouseInvitation, InvitationSeen> = Operation {
    name: "house_invitations.create",
    summary: "Invite somebody to the house; the link goes out as a letter.",
    permission: ADMIN.of_house(),
    reads: &["users"],
    kind: Kind::Write(|app, caller, new| Box::pin(create(app, caller, new))),
};

pub(crate) static REVOKE: Operation<WhichHouseInvitation, Said> = Operation {
    name: "house_invitations.revoke",
    summary: "Take an invitation to the house back.",
    permission: ADMIN.of_house(),
    reads: &["invitations"],
    kind: Kind::Write(|app, caller, which| {
        Box::pin(async move { Ok(revoked(&app, &caller, &find(&app, None, which.invitation_id).await?)) })
    }),
};

async fn list(app: App, caller: Caller, wanted: HouseInvitationsWanted) -> Result<Listed<InvitationSeen>> {
    let of_house = within!(Invitation, (), "space_id is null");
    let list = |limit| List::of(of_house, (), sort!(Invitation, Down, "created_at", "id"), limit);
    listed(&app, &caller, (&wanted).into(), list).await
}

async fn create(app: App, caller: Caller, new: NewHouseInvitation) -> Result<Plan<InvitationSeen>> {
    let email = new.email.to_lowercase();
    let known = sql!((i64,), (String,), "select 1 from users where email = $1");
    if app.store().one(known, (email.clone(),)).await?.is_some() {
        return Err(Error::flaw("/email", "taken", "somebody of this address is in the house already"));
    }
    let until = new.expires_in_days.from(app.clock().now());
    inviting(&app, &caller, None, Whom::Address(email), until)
}
