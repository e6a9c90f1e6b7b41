//! What can be done with the members of a space. Each operation looks at what the caller is there, wherever they are.
use super::{
    fields::{Member, MemberEdited, MembersWanted, NewMember, WhichMember},
    list::list,
    rules,
};
use crate::{
    Membership, MembershipRole, SpaceKind, User,
    spaces::belonging::{self, Belonging},
    users,
};
use api::{App, Caller, Kind, Listed, Operation, Permission, Plan, Said, Which};
use base::{Error, Id, Result};
use store::{Batch, Entity, Guard, Statement, require, sql};

const READ: Permission = Permission::read("members").own();
const ADMIN: Permission = Permission::admin("members").own();
/// One of them, in a sentence.
const ONE: &str = "member";

pub(crate) static LIST: Operation<MembersWanted, Listed<Member>> = Operation {
    name: "members.list",
    summary: "List who belongs to a space, by name.",
    permission: READ,
    reads: &["spaces", "memberships", "users"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<WhichMember, Member> = Operation {
    name: "members.get",
    summary: "Show what somebody is in a space.",
    permission: READ,
    reads: &["spaces", "memberships", "users"],
    kind: Kind::Read(|app, caller, which| {
        Box::pin(async move {
            belonging::find(&app, &caller, which.id).await?;
            let member = find(&app, which.id, which.user_id).await?;
            shown(&app, &member).await
        })
    }),
};

pub(crate) static CREATE: Operation<NewMember, Member> = Operation {
    name: "members.create",
    summary: "Let somebody belong to a shared space; its admins and owners may.",
    permission: ADMIN,
    reads: &["spaces", "memberships", "users"],
    kind: Kind::Write(|app, caller, new| Box::pin(create(app, caller, new))),
};

pub(crate) static UPDATE: Operation<MemberEdited, Member> = Operation {
    name: "members.update",
    summary: "Change what somebody is in a space; a space keeps an owner.",
    permission: ADMIN,
    reads: &["spaces", "memberships", "users"],
    kind: Kind::Write(|app, caller, edited| Box::pin(update(app, caller, edited))),
};

pub(crate) static DELETE: Operation<WhichMember, Said> = Operation {
    name: "members.delete",
    summary: "Let somebody belong to a space no longer; everybody may leave but the last owner.",
    permission: ADMIN,
    reads: &["spaces", "memberships"],
    kind: Kind::Write(|app, caller, which| Box::pin(remove(app, caller, which))),
};

async fn create(app: App, caller: Caller, new: NewMember) -> Result<Plan<Member>> {
    let found = belonging::find(&app, &caller, new.id).await?;
    allowed(&found, None, Some(new.role))?;
    if found.space.kind == SpaceKind::Personal {
        return Err(Error::Conflict { why: "nobody else can belong to somebody's own space".into() });
    }
    let user = match (new.user_id, new.username) {
        (Some(id), _) => app.store().get::<User>((id,)).await?.ok_or(("/user_id", "there is no user of this id")),
        (None, name) => by_name(&app, name.unwrap_or_default()).await?.ok_or(("/username", "there is no such user")),
    };
    let user = user.map_err(|(at, message)| Error::flaw(at, "unknown", message))?;
    if app.store().get::<Membership>((new.id, user.id)).await?.is_some() {
        return Err(Error::Conflict { why: format!("{} belongs to this space already", user.username).into() });
    }
    let member = Membership::new(new.id, user.id, new.role, app.clock().now());
    let plan = Plan::new(Member::new(&member, user.username)).and(held(&found));
    Ok(plan.make_as(member.entry(), &member))
}

async fn update(app: App, caller: Caller, edited: MemberEdited) -> Result<Plan<Member>> {
    let found = belonging::find(&app, &caller, edited.id).await?;
    let before = find(&app, edited.id, edited.user_id).await?;
    Which { id: edited.user_id, revision: edited.revision }.fits(ONE, before.revision)?;
    let mut role = before.role;
    edited.role.apply(&mut role);
    if role == before.role {
        return Ok(Plan::new(shown(&app, &before).await?));
    }
    allowed(&found, Some(before.role), Some(role))?;
    let last = owned_without(&app, &before, Some(role)).await?;
    let after = Membership { role, revision: before.revision + 1, updated_at: app.clock().now(), ..before.clone() };
    let plan = Plan::new(shown(&app, &after).await?).and(held(&found));
    Ok(plan.change_as(after.entry(), "updated", &before, &after).and(last))
}

async fn remove(app: App, caller: Caller, which: WhichMember) -> Result<Plan<Said>> {
    let found = belonging::find(&app, &caller, which.id).await?;
    let before = find(&app, which.id, which.user_id).await?;
    Which { id: which.user_id, revision: which.revision }.fits(ONE, before.revision)?;
    if which.user_id != caller.user_id {
        allowed(&found, Some(before.role), None)?;
    }
    let last = owned_without(&app, &before, None).await?;
    let as_seen =
        sql!((), (Id, Id, i64), "delete from memberships where space_id = $1 and user_id = $2 and revision = $3");
    let removal =
        Batch::new().run_one(Membership::CURRENT, as_seen, (before.space_id, before.user_id, before.revision));
    let said = Said { message: format!("Member {} removed successfully", which.user_id) };
    Ok(Plan::new(said).and(held(&found)).remove_as(before.entry(), &before, removal).and(last))
}

fn allowed(found: &Belonging, before: Option<MembershipRole>, after: Option<MembershipRole>) -> Result<()> {
    match rules::may(found.own.role, before, after) {
        true => Ok(()),
        false => Err(Error::Forbidden { needed: ADMIN.to_string() }),
    }
}

async fn find(app: &App, space_id: Id, user_id: Id) -> Result<Membership> {
    app.store().get::<Membership>((space_id, user_id)).await?.ok_or(Error::NotFound { what: ONE })
}

async fn shown(app: &App, member: &Membership) -> Result<Member> {
    Ok(Member::new(member, users::ops::find(app, member.user_id).await?.username))
}

async fn by_name(app: &App, name: String) -> Result<Option<User>> {
    Ok(app.store().one(sql!(User, (String,), "where username = $1"), (name.to_lowercase(),)).await?)
}

/// Holds on to the space's row, so that one after another says who belongs there; what is written comes after it.
const HELD: Statement<(Id,), (i64,)> = sql!(
    (i64,),
    (Id,),
    sqlite: "select 1 from spaces where id = $1 and deleted_at is null",
    postgres: "select 1 from spaces where id = $1 and deleted_at is null for no key update"
);

/// That the space is there, that nobody else says meanwhile who belongs to it, and that the caller is still what they were.
fn held(found: &Belonging) -> Batch {
    Batch::new().require(Guard::new("memberships.space"), HELD, (found.space.id,)).and(found.still())
}

/// What goes after a change by which the space may lose an owner: that it still has one.
async fn owned_without(app: &App, before: &Membership, after: Option<MembershipRole>) -> Result<Batch> {
    if !rules::gives_up(before.role, after) {
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
