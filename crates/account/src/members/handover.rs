//! Going away from a space, and handing it over.
use super::{
    fields::Member,
    ops::{ADMIN, READS, leaving},
};
use crate::{
    Membership, MembershipRole, User,
    spaces::{Standing, belonging},
};
use api::{App, Caller, Kind, Operation, Plan, Said, Wanted};
use base::{Error, Id, Result};
use serde::Deserialize;
use store::OneOf;
use utoipa::ToSchema;

/// Which space is left.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Left {
    /// The space.
    id: Id,
}

impl Wanted for Left {}

/// Who is to own a space.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Heir {
    /// The space.
    id: Id,
    /// Who, whether they belong to it already or not.
    user_id: Id,
}

impl Wanted for Heir {}

pub(crate) static LEAVE: Operation<Left, Said> = Operation {
    name: "members.leave",
    summary: "Leave a space; everybody may but the last owner.",
    permission: ADMIN,
    reads: READS,
    kind: Kind::Write(|app, caller, left| Box::pin(leave(app, caller, left))),
};

pub(crate) static TRANSFER: Operation<Heir, Member> = Operation {
    name: "members.transfer",
    summary: "Hand a shared space over: somebody else owns it, and who did is an admin.",
    permission: ADMIN,
    reads: READS,
    kind: Kind::Write(|app, caller, heir| Box::pin(transfer(app, caller, heir))),
};

async fn leave(app: App, caller: Caller, left: Left) -> Result<Plan<Said>> {
    let found = belonging::find(&app, &caller, left.id).await?;
    let said = Said { message: format!("Space {} left successfully", left.id) };
    Ok(Plan::new(said).and(found.held()).also(leaving(&app, &found.own).await?))
}

async fn transfer(app: App, caller: Caller, heir: Heir) -> Result<Plan<Member>> {
    let found = belonging::find(&app, &caller, heir.id).await?;
    found.must_be(&[MembershipRole::Owner], ADMIN)?;
    if let Some(needed) = found.footing.lacking(&caller) {
        return Err(Error::Forbidden { needed });
    }
    found.shared("somebody's own space stays theirs")?;
    if heir.user_id == caller.user_id {
        return Err(Error::flaw("/user_id", "same", "the space is theirs already"));
    }
    let unknown = || Error::flaw("/user_id", "unknown", "there is no user of this id");
    let user = app.store().get::<User>((heir.user_id,)).await?.ok_or_else(unknown)?;
    user.is_person_or("a service account cannot own a space")?;
    let now = app.clock().now();
    let [owner, admin] = [MembershipRole::Owner, MembershipRole::Admin].map(Standing::Plain);
    let stepped_down = found.own.with(admin, now);
    let (new, plan) = match app.store().get::<Membership>((heir.id, user.id)).await? {
        Some(owns) if owns.standing() == owner => (owns.clone(), Plan::new(()).and(owns.still())),
        Some(before) => {
            let after = before.with(owner, now);
            (after.clone(), Plan::new(()).change_as(after.entry(), "updated", &before, &after))
        }
        None => {
            let new = Membership::standing_as(owner, heir.id, user.id, now);
            (new.clone(), Plan::new(()).make_as(new.entry(), &new))
        }
    };
    let shown = Member::new(&new, user.username, MembershipRole::Owner.text());
    let plan = Plan::new(shown).and(found.held()).also(plan);
    Ok(plan.change_as(stepped_down.entry(), "updated", &found.own, &stepped_down))
}
