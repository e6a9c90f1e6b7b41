//! What is said to an invitation: yes, or no; once.
use super::{Invitation, InvitationStatus, pending};
use crate::{
    Membership, Space, Token, letters,
    spaces::{Standing, belonging},
};
use api::{Answer, App, Caller, Kind, Operation, Permission, Plan, Said, Wanted};
use base::{Error, Flaw, Id, Result};
use serde::{Deserialize, Serialize};
use store::{Batch, Guard, require, sql};
use utoipa::ToSchema;

const WRITE: Permission = Permission::write("invitations").own();

/// Which invitation is answered: by what its link holds, or by its id where it is for the caller by name or by a verified address.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answered {
    /// What the link holds.
    #[serde(default)]
    token: Option<String>,
    /// The invitation's id.
    #[serde(default)]
    invitation_id: Option<Id>,
}

impl Wanted for Answered {
    fn flaws(&self) -> Vec<Flaw> {
        let flaw = |at: &str, code, message: &str| Flaw { at: at.into(), code, message: message.into(), allowed: None };
        let wrong = match (&self.token, &self.invitation_id) {
            (None, None) => Some(flaw("/token", "missing", "say which invitation: token or invitation_id")),
            (Some(_), Some(_)) => Some(flaw("/invitation_id", "twice", "say which by token or by id, not by both")),
            _ => None,
        };
        wrong.into_iter().collect()
    }
}

/// Where somebody belongs by now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Joined {
    /// The invitation.
    invitation_id: Id,
    /// The space.
    space_id: Id,
    /// As what: what they were before, where they belonged there already.
    role: Standing,
}

impl Answer for Joined {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

pub(crate) static ACCEPT: Operation<Answered, Joined> = Operation {
    name: "invitations.accept",
    summary: "Accept an invitation to a space; whoever holds its link may, once.",
    permission: WRITE,
    reads: &["invitations", "spaces", "memberships", "roles", "users"],
    kind: Kind::Write(|app, caller, answered| Box::pin(accept(app, caller, answered))),
};

pub(crate) static DECLINE: Operation<Answered, Said> = Operation {
    name: "invitations.decline",
    summary: "Decline an invitation; whoever holds its link may, once.",
    permission: WRITE,
    reads: &["invitations", "users"],
    kind: Kind::Write(|app, caller, answered| Box::pin(decline(app, caller, answered))),
};

async fn accept(app: App, caller: Caller, answered: Answered) -> Result<Plan<Joined>> {
    let found = find(&app, &caller, &answered).await?;
    let is_own = found.status == InvitationStatus::Accepted && found.answered_by == Some(caller.user_id);
    if !is_own && !found.is_open(app.clock().now()) {
        return Err(answered.unknown());
    }
    let (Some(space_id), Some(standing)) = (found.space_id, found.standing()) else {
        return Err(Error::Conflict { why: "this is an invitation to the house, and they are in it already".into() });
    };
    let joined = |role| Joined { invitation_id: found.id, space_id, role };
    match app.store().get::<Membership>((space_id, caller.user_id)).await? {
        Some(member) if is_own => Ok(Plan::new(joined(member.standing()))),
        None if is_own => Err(answered.unknown()),
        member => {
            let plan =
                accepted(&app, &found, caller.user_id, caller.space_id).await?.ok_or_else(|| answered.unknown())?;
            let role = member.map_or(standing, |member| member.standing());
            Ok(plan.map(|()| joined(role)))
        }
    }
}

async fn decline(app: App, caller: Caller, answered: Answered) -> Result<Plan<Said>> {
    let before = find(&app, &caller, &answered).await?;
    if !before.is_open(app.clock().now()) {
        return Err(answered.unknown());
    }
    let after = before.settled(InvitationStatus::Declined, Some(caller.user_id), app.clock().now());
    let said = Said { message: format!("Invitation {} declined successfully", before.id) };
    let plan = Plan::new(said).change_as(after.entry(caller.space_id), "declined", &before, &after);
    Ok(plan.and(letters::withdraw(before.id)))
}

impl Answered {
    /// Whatever is the matter with it, the answer is the same.
    fn unknown(&self) -> Error {
        let at = if self.token.is_some() { "/token" } else { "/invitation_id" };
        Error::flaw(at, "unknown", "this invitation is unknown, was answered or taken back, or has expired")
    }
}

async fn find(app: &App, caller: &Caller, answered: &Answered) -> Result<Invitation> {
    let found = match (&answered.token, answered.invitation_id) {
        (Some(token), _) => of_token(app, token).await?,
        (None, Some(id)) => pending::to(app, caller, id).await?,
        (None, None) => None,
    };
    found.ok_or_else(|| answered.unknown())
}

async fn of_token(app: &App, token: &str) -> Result<Option<Invitation>> {
    let by_hash = sql!(Invitation, (Vec<u8>,), "where token_hash = $1");
    Ok(app.store().one(by_hash, (Token::hash_of(token),)).await?)
}

/// What uses an invitation up for somebody who comes into the house with it: that it was accepted, and that they belong to its
/// space, if it is to one. Goes after what makes the user and their own space. Nothing, where the link works no longer.
pub async fn redeem(app: &App, token: &str, user_id: Id, own: Id) -> Result<Option<Plan<Invitation>>> {
    let Some(found) = of_token(app, token).await?.filter(|found| found.is_open(app.clock().now())) else {
        return Ok(None);
    };
    Ok(accepted(app, &found, user_id, own).await?.map(|plan| plan.map(|()| found)))
}

/// That an invitation is accepted; nothing, where its space is not there any more.
async fn accepted(app: &App, before: &Invitation, user_id: Id, own: Id) -> Result<Option<Plan<()>>> {
    let now = app.clock().now();
    let after = before.settled(InvitationStatus::Accepted, Some(user_id), now);
    let plan = Plan::new(()).and(letters::withdraw(before.id));
    let (Some(space_id), Some(standing)) = (before.space_id, before.standing()) else {
        return Ok(Some(plan.change_as(after.entry(own), "accepted", before, &after)));
    };
    if app.store().get::<Space>((space_id,)).await?.is_none_or(|space| space.deleted_at.is_some()) {
        return Ok(None);
    }
    let plan = plan.and(belonging::held(space_id)).change_as(after.entry(space_id), "accepted", before, &after);
    if app.store().get::<Membership>((space_id, user_id)).await?.is_some() {
        return Ok(Some(plan));
    }
    let nobody = require!(
        (Id, Id),
        "select 1 from spaces where id = $1 and not exists \
         (select 1 from memberships where space_id = $1 and user_id = $2)"
    );
    let alone = Batch::new().require(Guard::new("memberships.none"), nobody, (space_id, user_id));
    let member = Membership::standing_as(standing, space_id, user_id, now);
    Ok(Some(plan.and(alone).make_as(member.entry(), &member)))
}
