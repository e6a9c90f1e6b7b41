//! What can be done with users.
use super::{
    User, UserKind, UserRole, UserStatus,
    fields::{NewUser, UserFields},
    rules,
};
use crate::{LetterKind, Membership, MembershipRole, Space, UserSettings, letters, spaces};
use api::{
    Answer, App, Caller, Edited, Entry, Kind, Limit, Listed, Operation, Permission, Plan, Wanted, Which, filter::Fields,
};
use base::{Error, Id, Result};
use serde::Deserialize;
use store::{Batch, Guard, List, Statement, filter, require, sort, sql, within};
use utoipa::ToSchema;

impl Answer for User {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }

    fn location(&self) -> Option<String> {
        (self.revision == 1).then(|| format!("/api/v1/users/{}", self.id))
    }

    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

impl User {
    /// Refuses a service account, for that reason.
    pub(crate) fn is_person_or(&self, why: &'static str) -> Result<()> {
        match self.kind {
            UserKind::Person => Ok(()),
            UserKind::Service => Err(Error::Conflict { why: why.into() }),
        }
    }

    /// Where the log tells of them: in their own space.
    pub(crate) fn entry(&self, space_id: Id) -> Entry {
        Entry { noun: "users", space_id, row_id: self.id, revision: self.revision }
    }
}

/// Which users are wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UsersWanted {
    /// Only those of this status.
    status: Option<UserStatus>,
    /// Only those for which this holds, in the filter language: `status = active && last_interview_date is empty`.
    #[schema(max_length = 2000)]
    filter: Option<String>,
    /// How many are wanted.
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    limit: Limit,
    /// Where the next page starts, as the page before said.
    cursor: Option<String>,
}

impl Wanted for UsersWanted {
    fn asks() -> Option<&'static Fields> {
        Some(&FILTERS.fields)
    }
}

pub(super) const READ: Permission = Permission::read("users").of_house();
pub(super) const ADMIN: Permission = Permission::admin("users").of_house();

pub(crate) static LIST: Operation<UsersWanted, Listed<User>> = Operation {
    name: "users.list",
    summary: "List the users of the house by name.",
    permission: READ,
    reads: &["users"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<Which, User> = Operation {
    name: "users.get",
    summary: "Show a user.",
    permission: READ,
    reads: &["users"],
    kind: Kind::Read(|app, _, which| Box::pin(async move { find(&app, which.id).await })),
};

pub(crate) static CREATE: Operation<NewUser, User> = Operation {
    name: "users.create",
    summary: "Make a user, with settings and a space of their own.",
    permission: ADMIN,
    reads: &["users"],
    kind: Kind::Write(|app, caller, new| Box::pin(create(app, caller, new))),
};

pub(crate) static UPDATE: Operation<Edited<UserFields>, User> = Operation {
    name: "users.update",
    summary: "Change what is named of a user; the house keeps an active administrator.",
    permission: ADMIN,
    reads: &["users", "spaces", "service_accounts"],
    kind: Kind::Write(|app, _, edited| Box::pin(update(app, edited))),
};

api::filterable! { pub(super) static FILTERS of User, "users";
    id: person;
    username: text;
    kind: word;
    email: text;
    is_active: truth;
    is_superuser: truth;
    is_verified: truth;
    role: word;
    status: word;
    tfa_enabled: truth;
    mission_statement: text;
    last_interview_date: due;
    revision: number;
    created_at: instant;
    updated_at: instant;
}

pub(super) async fn list(app: App, caller: Caller, wanted: UsersWanted) -> Result<Listed<User>> {
    let all = within!(User, (), "true");
    let mut list = List::of(all, (), sort!(User, Up, "username", "id"), wanted.limit.0);
    if let Some(status) = wanted.status {
        list = list.filter(filter!(User, (UserStatus,), "status = $1"), (status,));
    }
    let list = FILTERS.narrowed(list, wanted.filter.as_deref(), &app, &caller)?;
    Listed::read(&app, list, wanted.cursor.as_deref()).await
}

/// The user of that id.
pub(crate) async fn find(app: &App, id: Id) -> Result<User> {
    app.store().get::<User>((id,)).await?.ok_or(Error::NotFound { what: "user" })
}

/// The user of that name, in any case.
pub(crate) async fn by_name(app: &App, name: &str) -> Result<Option<User>> {
    Ok(app.store().one(sql!(User, (String,), "where username = $1"), (name.to_lowercase(),)).await?)
}

async fn create(app: App, caller: Caller, new: NewUser) -> Result<Plan<User>> {
    let now = app.clock().now();
    // Whoever is not there yet makes themself: the very first, in whose name the house asks.
    let (id, space_id) = match app.store().get::<User>((caller.user_id,)).await? {
        Some(_) => (Id::new(app.clock()), Id::new(app.clock())),
        None => (caller.user_id, caller.space_id),
    };
    let blank = User::new(id, &new.username, &new.email, now);
    let user = rules::settled(User { role: new.role, is_verified: new.is_verified, ..blank });
    Ok(arriving(user, space_id))
}

/// Somebody comes, with settings and a space of their own.
pub(crate) fn arriving(user: User, space_id: Id) -> Plan<User> {
    let settings = UserSettings::new(user.id, user.created_at);
    let space = Space::personal(space_id, &user);
    let membership = Membership::new(space_id, user.id, MembershipRole::Owner, user.created_at);
    Plan::new(user.clone())
        .make_as(user.entry(space_id), &user)
        .make_as(settings.entry(space_id), &settings)
        .make(&space)
        .make_as(membership.entry(), &membership)
}

async fn update(app: App, edited: Edited<UserFields>) -> Result<Plan<User>> {
    let before = find(&app, edited.which.id).await?;
    edited.which.fits("user", before.revision)?;
    let after = edited.fields.applied(before.clone());
    changed(&app, before, after).await
}

/// What a user becomes; the last active administrator stays one.
pub(super) async fn changed(app: &App, before: User, after: User) -> Result<Plan<User>> {
    if after == before {
        return Ok(Plan::new(before));
    }
    if after.role == UserRole::Admin {
        after.is_person_or("a service account cannot administer the house")?;
    }
    let after = User { revision: before.revision + 1, updated_at: app.clock().now(), ..after };
    let entry = after.entry(spaces::own(app, after.id).await?);
    let (first, last) = match rules::administers(&before) && !rules::administers(&after) {
        true => administered_without(app, before.id).await?,
        false => (Batch::new(), Batch::new()),
    };
    let first = match after.email != before.email {
        true => first.and(letters::notice(app, &before, LetterKind::AddressChanged)?),
        false => first,
    };
    Ok(Plan::new(after.clone()).and(first).change_as(entry, "updated", &before, &after).and(last))
}

/// The house still has an administrator.
const ADMINISTERED: Guard = Guard::new("users.administered");
/// Holds on to every administrator, always in the same order, so that two cannot make way for each other at the same time.
const EACH: Statement<(), (i64,)> = sql!(
    (i64,),
    (),
    sqlite: "select 1 from users where role = 'admin' and is_active and status = 'active'",
    postgres: "select 1 from users where role = 'admin' and is_active and status = 'active' order by id for no key update"
);

/// What goes before and after a change by which somebody ceases to administer the house.
pub(super) async fn administered_without(app: &App, id: Id) -> Result<(Batch, Batch)> {
    let others = sql!(
        (i64,),
        (Id,),
        "select count(*) from users where role = 'admin' and is_active and status = 'active' and id <> $1"
    );
    let any = require!((), "select 1 from users where role = 'admin' and is_active and status = 'active'");
    match app.store().one(others, (id,)).await? {
        Some((1..,)) => Ok((Batch::new().require(ADMINISTERED, EACH, ()), Batch::new().require(ADMINISTERED, any, ()))),
        _ => Err(Error::Conflict { why: "this is the last active administrator; make somebody else one first".into() }),
    }
}
