//! What can be done with the roles of a space. Each operation looks at what the caller is there, wherever they are.
use super::{
    Role,
    fields::{NewRole, RoleEdited, WhichRole},
    rules,
};
use crate::spaces::{
    Footing,
    belonging::{self, Belonging},
    of_space,
};
use api::{
    App, Caller, Entries, Entry, Kind, Listed, Operation, Permission, Plan, Said, Which, Work, filter::Sieved, tell_now,
};
use base::{Error, Id, Instant, Result};
use store::{Batch, Entity, Guard, List, require, sort, sql, within};

const READ: Permission = Permission::read("roles").named();
const ADMIN: Permission = Permission::admin("roles").named();
/// One of them, in a sentence.
const ONE: &str = "role";
/// What each of them reads.
const READS: &[&str] = &["spaces", "memberships", "roles"];

of_space!(RolesWanted, &FILTERS.fields);

pub(crate) static LIST: Operation<RolesWanted, Entries<Role>> = Operation {
    name: "roles.list",
    summary: "List the roles of a space's own, by name.",
    permission: READ,
    reads: &["spaces", "memberships", "roles", "changes"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<WhichRole, Role> = Operation {
    name: "roles.get",
    summary: "Show a role of a space's own.",
    permission: READ,
    reads: READS,
    kind: Kind::Read(|app, caller, which| {
        Box::pin(async move {
            belonging::find(&app, &caller, which.id).await?.may(READ)?;
            find(&app, which.id, which.role_id).await
        })
    }),
};

pub(crate) static CREATE: Operation<NewRole, Role> = Operation {
    name: "roles.create",
    summary: "Make a role of a shared space's own, from permissions that one holds oneself.",
    permission: ADMIN,
    reads: READS,
    kind: Kind::Write(|app, caller, new| Box::pin(create(app, caller, new))),
};

pub(crate) static UPDATE: Operation<RoleEdited, Role> = Operation {
    name: "roles.update",
    summary: "Change what is named of a role; it counts from the next request of whoever has it.",
    permission: ADMIN,
    reads: READS,
    kind: Kind::Write(|app, caller, edited| Box::pin(update(app, caller, edited))),
};

pub(crate) static DELETE: Operation<WhichRole, Said> = Operation {
    name: "roles.delete",
    summary: "Delete a role that nobody has.",
    permission: ADMIN,
    reads: &["spaces", "memberships", "roles", "invitations"],
    kind: Kind::Write(|app, caller, which| Box::pin(remove(app, caller, which))),
};

impl Role {
    fn entry(&self) -> Entry {
        Entry { noun: "roles", space_id: self.space_id, row_id: self.id, revision: self.revision }
    }

    fn changed(self, now: Instant) -> Self {
        Self { revision: self.revision + 1, updated_at: now, ..self }
    }
}

api::filterable! { static FILTERS of Role, "roles";
    id: id;
    name: text;
    revision: number;
    created_at: instant;
    updated_at: instant;
}

async fn list(app: App, caller: Caller, wanted: RolesWanted) -> Result<Entries<Role>> {
    belonging::find(&app, &caller, wanted.id).await?.may(READ)?;
    let (place, asked, there) = ((wanted.id, &FILTERS.fields), wanted.clone(), app.clone());
    let page = move || -> Work<_> { Box::pin(async move { page(&app, &caller, &wanted).await }) };
    let now = move |roles: Vec<Id>, _| -> Work<_> {
        Box::pin(async move {
            let mut now = Vec::new();
            for id in roles {
                tell_now(&mut now, id, find(&there, place.0, id).await)?;
            }
            Ok(now)
        })
    };
    Ok(Entries::of(place, (&asked).into(), page, now))
}

async fn page(app: &App, caller: &Caller, wanted: &RolesWanted) -> Result<Listed<Role>> {
    let of_space = within!(Role, (Id,), "space_id = $1");
    let Sieved { filter, limit, cursor } = wanted.into();
    let list = List::of(of_space, (wanted.id,), sort!(Role, Up, "name", "id"), limit.0);
    Listed::read(app, FILTERS.narrowed(list, filter, app, caller)?, cursor).await
}

/// The role of that id; one of another space is not there.
async fn find(app: &App, space_id: Id, id: Id) -> Result<Role> {
    let of_space = sql!(Role, (Id, Id), "where space_id = $1 and id = $2");
    app.store().one(of_space, (space_id, id)).await?.ok_or(Error::NotFound { what: ONE })
}

async fn create(app: App, caller: Caller, new: NewRole) -> Result<Plan<Role>> {
    let found = belonging::find(&app, &caller, new.id).await?;
    found.may(ADMIN)?;
    found.shared("somebody's own space has no roles")?;
    let now = app.clock().now();
    let permissions = permitted(&app, &caller, &found, new.permissions)?;
    let (id, space_id) = (Id::new(app.clock()), new.id);
    let role = Role { id, space_id, name: new.name, permissions, revision: 1, created_at: now, updated_at: now };
    named_alone(&app, &role).await?;
    Ok(Plan::new(role.clone()).and(found.held()).make_as(role.entry(), &role))
}

async fn update(app: App, caller: Caller, edited: RoleEdited) -> Result<Plan<Role>> {
    let found = belonging::find(&app, &caller, edited.id).await?;
    found.may(ADMIN)?;
    let before = find(&app, edited.id, edited.role_id).await?;
    Which { id: edited.role_id, revision: edited.revision }.fits(ONE, before.revision)?;
    decides(&found, &before)?;
    let mut after = before.clone();
    edited.name.apply(&mut after.name);
    if let Some(permissions) = edited.permissions.said() {
        after.permissions = permitted(&app, &caller, &found, permissions.clone())?;
    }
    if after == before {
        return Ok(Plan::new(before));
    }
    let after = after.changed(app.clock().now());
    named_alone(&app, &after).await?;
    Ok(Plan::new(after.clone()).and(found.held()).change_as(after.entry(), "updated", &before, &after))
}

async fn remove(app: App, caller: Caller, which: WhichRole) -> Result<Plan<Said>> {
    let found = belonging::find(&app, &caller, which.id).await?;
    found.may(ADMIN)?;
    let before = find(&app, which.id, which.role_id).await?;
    Which { id: which.role_id, revision: which.revision }.fits(ONE, before.revision)?;
    decides(&found, &before)?;
    let now = app.clock().now();
    let arguments = (before.space_id, before.id, now);
    let used = sql!(
        (i64,),
        (Id, Id, Instant),
        "select 1 from memberships where space_id = $1 and role_id = $2 union all \
         select 1 from invitations where space_id = $1 and role_id = $2 and status = 'open' and expires_at > $3 limit 1"
    );
    if app.store().one(used, arguments).await?.is_some() {
        let why = "somebody has this role, or is invited to have it; give them another one first";
        return Err(Error::Conflict { why: why.into() });
    }
    let unused = require!(
        (Id, Id, Instant),
        "select 1 from spaces where id = $1 \
         and not exists (select 1 from memberships where space_id = $1 and role_id = $2) and not exists \
         (select 1 from invitations where space_id = $1 and role_id = $2 and status = 'open' and expires_at > $3)"
    );
    let answered = sql!((), (Id, Id), "delete from invitations where space_id = $1 and role_id = $2");
    let as_seen = sql!((), (Id, Id, i64), "delete from roles where space_id = $1 and id = $2 and revision = $3");
    let removal = Batch::new()
        .require(Guard::new("roles.unused"), unused, arguments)
        .run(answered, (before.space_id, before.id))
        .run_one(Role::CURRENT, as_seen, (before.space_id, before.id, before.revision));
    let said = Said { message: format!("Role {} deleted successfully", before.id) };
    Ok(Plan::new(said).and(found.held()).remove_as(before.entry(), &before, removal))
}

/// The permissions in order; refused where one does not exist, or is not the caller's own to give.
fn permitted(app: &App, caller: &Caller, found: &Belonging, said: Vec<String>) -> Result<super::Permissions> {
    let flaws = rules::flaws_of_permissions(&said, app.role_permissions());
    if !flaws.is_empty() {
        return Err(Error::Invalid(flaws));
    }
    let own = found.reach();
    let lacks = |text: &&String| {
        let one = std::slice::from_ref(*text);
        !own.holds(one) || !caller.grants.hold(Some(one))
    };
    match said.iter().find(lacks) {
        Some(needed) => Err(Error::Forbidden { needed: needed.clone() }),
        None => Ok(rules::in_order(said)),
    }
}

/// Refuses whoever does not hold all that the role holds: it is not theirs to change.
fn decides(found: &Belonging, role: &Role) -> Result<()> {
    let footing = Footing::Custom(role.clone());
    match rules::may(&found.footing, Some(&footing), None) {
        true => Ok(()),
        false => Err(Error::Forbidden { needed: ADMIN.to_string() }),
    }
}

/// Refuses a name that another role of the space has.
async fn named_alone(app: &App, role: &Role) -> Result<()> {
    let other = sql!((i64,), (Id, String, Id), "select 1 from roles where space_id = $1 and name = $2 and id <> $3");
    match app.store().one(other, (role.space_id, role.name.clone(), role.id)).await? {
        Some(_) => Err(Error::flaw("/name", "taken", "another role of this space has this name")),
        None => Ok(()),
    }
}
