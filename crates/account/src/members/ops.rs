//! What can be done with the members of a space. Each operation looks at what the caller is there, wherever they are.
use super::{
    fields::{Member, MemberEdited, NewMember, WhichMember},
    list::{MembersWanted, list},
    rules::gives_up,
};
use crate::{
    Membership, MembershipRole, User, avatar,
    roles::rules,
    spaces::{
        Footing, Standing,
        belonging::{self, Belonging},
    },
    users,
};
use api::{App, Caller, Entries, File, Kind, Operation, Permission, Plan, Said, Which};
use base::{Error, Id, Result};
use store::{Batch, Entity, Guard, require, sql};

pub(super) const READ: Permission = Permission::read("members").named();
pub(super) const ADMIN: Permission = Permission::admin("members").named();
/// One of them, in a sentence.
pub(super) const ONE: &str = "member";
/// Why a service account cannot come.
pub(crate) const ELSEWHERE: &str = "a service account belongs to its own space only";
/// What most of them read.
pub(super) const READS: &[&str] = &["spaces", "memberships", "roles", "users"];

pub(crate) static LIST: Operation<MembersWanted, Entries<Member>> = Operation {
    name: "members.list",
    summary: "List who belongs to a space, by name.",
    permission: READ,
    reads: &["spaces", "memberships", "roles", "users", "changes"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<WhichMember, Member> = Operation {
    name: "members.get",
    summary: "Show what somebody is in a space.",
    permission: READ,
    reads: READS,
    kind: Kind::Read(|app, caller, which| {
        Box::pin(async move {
            belonging::find(&app, &caller, which.id).await?.may(READ)?;
            let member = find(&app, which.id, which.user_id).await?;
            shown(&app, &member).await
        })
    }),
};

pub(crate) static AVATAR: Operation<WhichMember, File> = Operation {
    name: "members.avatar",
    summary: "Show the avatar of somebody who belongs to a space: the picture itself.",
    permission: READ,
    reads: &["spaces", "memberships", "roles", "avatars"],
    kind: Kind::File(avatar::CONTENT_TYPES, |app, caller, which| {
        Box::pin(async move {
            belonging::find(&app, &caller, which.id).await?.may(READ)?;
            let member = find(&app, which.id, which.user_id).await?;
            avatar::of(&app, member.user_id).await
        })
    }),
};

pub(crate) static CREATE: Operation<NewMember, Member> = Operation {
    name: "members.create",
    summary: "Let somebody belong to a shared space; its admins and owners may.",
    permission: ADMIN,
    reads: READS,
    kind: Kind::Write(|app, caller, new| Box::pin(create(app, caller, new))),
};

pub(crate) static UPDATE: Operation<MemberEdited, Member> = Operation {
    name: "members.update",
    summary: "Change what somebody is in a space; a space keeps an owner.",
    permission: ADMIN,
    reads: READS,
    kind: Kind::Write(|app, caller, edited| Box::pin(update(app, caller, edited))),
};

pub(crate) static DELETE: Operation<WhichMember, Said> = Operation {
    name: "members.delete",
    summary: "Let somebody belong to a space no longer; everybody may leave but the last owner.",
    permission: ADMIN,
    reads: READS,
    kind: Kind::Write(|app, caller, which| Box::pin(remove(app, caller, which))),
};

async fn create(app: App, caller: Caller, new: NewMember) -> Result<Plan<Member>> {
    let found = belonging::find(&app, &caller, new.id).await?;
    let footing = given(&app, &caller, &found, ADMIN, None, new.role).await?;
    found.shared("nobody else can belong to somebody's own space")?;
    let user = match (new.user_id, new.username) {
        (Some(id), _) => app.store().get::<User>((id,)).await?.ok_or(("/user_id", "there is no user of this id")),
        (None, name) => {
            users::ops::by_name(&app, &name.unwrap_or_default()).await?.ok_or(("/username", "there is no such user"))
        }
    };
    let user = user.map_err(|(at, message)| Error::flaw(at, "unknown", message))?;
    user.is_person_or(ELSEWHERE)?;
    if app.store().get::<Membership>((new.id, user.id)).await?.is_some() {
        return Err(Error::Conflict { why: format!("{} belongs to this space already", user.username).into() });
    }
    let member = Membership::standing_as(new.role, new.id, user.id, app.clock().now());
    let plan = Plan::new(Member::new(&member, user.username, footing.name())).and(found.held()).and(footing.still());
    Ok(plan.make_as(member.entry(), &member))
}

async fn update(app: App, caller: Caller, edited: MemberEdited) -> Result<Plan<Member>> {
    let found = belonging::find(&app, &caller, edited.id).await?;
    let before = find(&app, edited.id, edited.user_id).await?;
    Which { id: edited.user_id, revision: edited.revision }.fits(ONE, before.revision)?;
    let mut role = before.standing();
    edited.role.apply(&mut role);
    if role == before.standing() {
        found.may(READ)?;
        return Ok(Plan::new(shown(&app, &before).await?));
    }
    let footing = given(&app, &caller, &found, ADMIN, Some(&before), role).await?;
    if role == Standing::Plain(MembershipRole::Owner) {
        users::ops::find(&app, before.user_id).await?.is_person_or("a service account cannot own a space")?;
    }
    let last = owned_without(&app, &before, Some(role)).await?;
    let after = before.with(role, app.clock().now());
    let plan = Plan::new(shown(&app, &after).await?).and(found.held()).and(footing.still());
    Ok(plan.change_as(after.entry(), "updated", &before, &after).and(last))
}

async fn remove(app: App, caller: Caller, which: WhichMember) -> Result<Plan<Said>> {
    let found = belonging::find(&app, &caller, which.id).await?;
    let before = find(&app, which.id, which.user_id).await?;
    Which { id: which.user_id, revision: which.revision }.fits(ONE, before.revision)?;
    if which.user_id != caller.user_id {
        found.may(ADMIN)?;
        decides(&found, Some(&footing(&app, &before).await?), None)?;
    }
    let said = Said { message: format!("Member {} removed successfully", which.user_id) };
    Ok(Plan::new(said).and(found.held()).also(leaving(&app, &before).await?))
}

/// What somebody is to be; refused where it is not there, or not the caller's to give.
pub(crate) async fn given(
    app: &App,
    caller: &Caller,
    found: &Belonging,
    needed: Permission,
    before: Option<&Membership>,
    role: Standing,
) -> Result<Footing> {
    found.may(needed)?;
    let before = match before {
        Some(member) => Some(footing(app, member).await?),
        None => None,
    };
    decides(found, before.as_ref(), None)?;
    let after = belonging::footing(app, found.space.id, role).await?;
    let after = after.ok_or_else(|| Error::flaw("/role", "unknown", "this space has no such role"))?;
    decides(found, None, Some(&after))?;
    match after.lacking(caller) {
        None => Ok(after),
        Some(needed) => Err(Error::Forbidden { needed }),
    }
}

fn decides(found: &Belonging, before: Option<&Footing>, after: Option<&Footing>) -> Result<()> {
    match rules::may(&found.footing, before, after) {
        true => Ok(()),
        false => Err(Error::Forbidden { needed: ADMIN.to_string() }),
    }
}

pub(super) async fn find(app: &App, space_id: Id, user_id: Id) -> Result<Membership> {
    app.store().get::<Membership>((space_id, user_id)).await?.ok_or(Error::NotFound { what: ONE })
}

/// What somebody is; a role that was deleted meanwhile leaves nobody behind who had it.
async fn footing(app: &App, member: &Membership) -> Result<Footing> {
    let found = belonging::footing(app, member.space_id, member.standing()).await?;
    found.ok_or(Error::NotFound { what: ONE })
}

pub(super) async fn shown(app: &App, member: &Membership) -> Result<Member> {
    let user = users::ops::find(app, member.user_id).await?;
    Ok(Member::new(member, user.username, footing(app, member).await?.name()))
}

/// That a person belongs to a space no longer; the last owner stays.
pub(super) async fn leaving(app: &App, before: &Membership) -> Result<Plan<()>> {
    users::ops::find(app, before.user_id).await?.is_person_or("a service account goes when it is deleted")?;
    let last = owned_without(app, before, None).await?;
    Ok(removed(before).and(last))
}

/// That a membership is no more.
pub(crate) fn removed(before: &Membership) -> Plan<()> {
    let as_seen =
        sql!((), (Id, Id, i64), "delete from memberships where space_id = $1 and user_id = $2 and revision = $3");
    let removal =
        Batch::new().run_one(Membership::CURRENT, as_seen, (before.space_id, before.user_id, before.revision));
    Plan::new(()).remove_as(before.entry(), before, removal)
}

/// What goes after a change by which the space may lose an owner: that it still has one.
async fn owned_without(app: &App, before: &Membership, after: Option<Standing>) -> Result<Batch> {
    if !gives_up(before.standing(), after) {
        return Ok(Batch::new());
    }
    let others = sql!(
        (i64,),
        (Id, Id),
        "select count(*) from memberships where space_id = $1 and role = 'owner' and user_id <> $2"
    );
    let any = require!((Id,), "select 1 from memberships where space_id = $1 and role = 'owner'");
    match app.store().one(others, (before.space_id, before.user_id)).await? {
        Some((1..,)) => Ok(Batch::new().require(Guard::new("memberships.owner"), any, (before.space_id,))),
        _ => Err(Error::Conflict { why: "this is the last owner of the space; make somebody else one first".into() }),
    }
}
