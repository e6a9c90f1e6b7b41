//! What can be done with the service accounts of a space. Each operation looks at what the caller is there, wherever they are.
use super::{
    ServiceAccount,
    fields::{NewServiceAccount, ServiceAccountSeen, WhichServiceAccount},
};
use crate::{
    Membership, MembershipRole, User, UserKind, UserStatus,
    members::{
        list::with_roles,
        ops::{given, removed},
    },
    roles::rules,
    spaces::{
        Footing, Standing,
        belonging::{self, Belonging},
        of_space,
    },
    users,
};
use api::{
    App, Caller, Entries, Entry, Kind, Operation, Permission, Plan, Said, Work,
    filter::{Field, Fields, Piece, resumed},
    tell_now,
};
use base::{Error, Id, Instant, Result};
use std::collections::HashMap;
use store::{Batch, Cursor, Entity, List, sort, sql, within};

pub(super) const READ: Permission = Permission::read("service_accounts").named();
pub(super) const ADMIN: Permission = Permission::admin("service_accounts").named();
/// What each of them reads.
pub(super) const READS: &[&str] = &["service_accounts", "spaces", "memberships", "roles", "users"];

of_space!(ServiceAccountsWanted, &FILTERS);

pub(crate) static LIST: Operation<ServiceAccountsWanted, Entries<ServiceAccountSeen>> = Operation {
    name: "service_accounts.list",
    summary: "List the service accounts of a space, the first one first.",
    permission: READ,
    reads: &["service_accounts", "spaces", "memberships", "roles", "users", "changes"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<WhichServiceAccount, ServiceAccountSeen> = Operation {
    name: "service_accounts.get",
    summary: "Show a service account.",
    permission: READ,
    reads: READS,
    kind: Kind::Read(|app, caller, which| {
        Box::pin(async move {
            belonging::find(&app, &caller, which.id).await?.may(READ)?;
            seen(&app, &which).await
        })
    }),
};

pub(crate) static CREATE: Operation<NewServiceAccount, ServiceAccountSeen> = Operation {
    name: "service_accounts.create",
    summary: "Make a service account in a shared space, with a role that one may give.",
    permission: ADMIN,
    reads: READS,
    kind: Kind::Write(|app, caller, new| Box::pin(create(app, caller, new))),
};

pub(crate) static DELETE: Operation<WhichServiceAccount, Said> = Operation {
    name: "service_accounts.delete",
    summary: "Delete a service account; the next request of its tokens is refused.",
    permission: ADMIN,
    reads: READS,
    kind: Kind::Write(|app, caller, which| Box::pin(remove(app, caller, which))),
};

/// A service account, and what it is in its space.
pub(super) struct Found {
    pub(super) account: ServiceAccount,
    pub(super) member: Membership,
    pub(super) footing: Footing,
}

impl ServiceAccount {
    fn entry(&self, revision: i64) -> Entry {
        Entry { noun: "service_accounts", space_id: self.space_id, row_id: self.user_id, revision }
    }
}

/// The service account of that id; one of another space is not there.
pub(super) async fn find(app: &App, which: &WhichServiceAccount) -> Result<Found> {
    let missing = || Error::NotFound { what: "service account" };
    let of_space = sql!(ServiceAccount, (Id, Id), "where space_id = $1 and user_id = $2 and deleted_at is null");
    let account = app.store().one(of_space, (which.id, which.user_id)).await?.ok_or_else(missing)?;
    let member = app.store().get::<Membership>((which.id, which.user_id)).await?.ok_or_else(missing)?;
    let footing = belonging::footing(app, which.id, member.standing()).await?.ok_or_else(missing)?;
    Ok(Found { account, member, footing })
}

/// Refuses whoever does not hold all that the account does: what it can do is not theirs to give or to take.
pub(super) fn decides(found: &Belonging, account: &Footing) -> Result<()> {
    found.may(ADMIN)?;
    match rules::may(&found.footing, Some(account), None) {
        true => Ok(()),
        false => Err(Error::Forbidden { needed: ADMIN.to_string() }),
    }
}

/// What filters can ask about the service accounts of a space.
static FILTERS: Fields = {
    const fn field(name: &'static str) -> Field {
        Field::of(ServiceAccount::TABLE, name)
    }
    Fields {
        noun: "service_accounts",
        fields: &[
            field("user_id"),
            Field::text("username"),
            Field::text("role"),
            Field::text("role_name"),
            field("created_by").person(),
            field("created_at"),
        ],
        sorts: &[],
    }
};

async fn list(app: App, caller: Caller, wanted: ServiceAccountsWanted) -> Result<Entries<ServiceAccountSeen>> {
    belonging::find(&app, &caller, wanted.id).await?.may(READ)?;
    let (id, asked, there) = (wanted.id, wanted.clone(), app.clone());
    let page = move || -> Work<_> {
        Box::pin(async move {
            FILTERS.page(&app, &caller, (&wanted).into(), |limit, cursor| piece(&app, wanted.id, limit, cursor)).await
        })
    };
    let now = move |accounts: Vec<Id>, others: Vec<Id>| -> Work<_> {
        Box::pin(async move {
            let mut now = Vec::new();
            // Members and roles have ids of their own, so that of each kind nothing is found by those of the other.
            for user_id in with_roles(&there, id, others.clone(), others).await? {
                let which = WhichServiceAccount { id, user_id };
                let seen = belonging::there(seen(&there, &which).await)?;
                now.extend(seen.filter(|_| !accounts.contains(&user_id)).map(|seen| (user_id, Some(seen))));
            }
            for user_id in accounts {
                tell_now(&mut now, user_id, seen(&there, &WhichServiceAccount { id, user_id }).await)?;
            }
            Ok(now)
        })
    };
    // An account shows the role that it has as a member, and the name of that.
    Ok(Entries::of((id, &FILTERS), (&asked).into(), page, now).along(&["members", "roles"]))
}

/// The service account of that id, as it is shown.
async fn seen(app: &App, which: &WhichServiceAccount) -> Result<ServiceAccountSeen> {
    let Found { account, member, footing } = find(app, which).await?;
    let user = users::ops::find(app, account.user_id).await?;
    Ok(ServiceAccountSeen::new(&account, user.username, member.standing(), &footing))
}

/// So many of the service accounts of a space, as they are shown.
async fn piece(app: &App, space_id: Id, limit: u32, cursor: Option<Cursor>) -> Result<Piece<ServiceAccountSeen>> {
    let of_space = within!(ServiceAccount, (Id,), "space_id = $1 and deleted_at is null");
    let list = List::of(of_space, (space_id,), sort!(ServiceAccount, Up, "created_at", "user_id"), limit);
    let page = app.store().page(&resumed(list, cursor)?).await?;
    let of_names = sql!(
        (Id, String),
        (Id,),
        "select u.id, u.username from users u join service_accounts a on a.user_id = u.id where a.space_id = $1"
    );
    let names: HashMap<Id, String> = app.store().readable(of_names, (space_id,)).await?.into_iter().collect();
    let mut seen = Vec::new();
    for account in page.rows {
        let which = WhichServiceAccount { id: space_id, user_id: account.user_id };
        // Who was deleted between the reads is not there any more.
        let found = belonging::there(find(app, &which).await)?;
        seen.push(found.zip(names.get(&account.user_id)).map(|(found, name)| {
            ServiceAccountSeen::new(&account, name.clone(), found.member.standing(), &found.footing)
        }));
    }
    Ok((seen, page.next))
}

async fn create(app: App, caller: Caller, new: NewServiceAccount) -> Result<Plan<ServiceAccountSeen>> {
    let found = belonging::find(&app, &caller, new.id).await?;
    let footing = given(&app, &caller, &found, ADMIN, None, new.role).await?;
    found.shared("somebody's own space has no service accounts")?;
    if new.role == Standing::Plain(MembershipRole::Owner) {
        return Err(Error::flaw("/role", "not_allowed", "a service account cannot own a space"));
    }
    let (now, user_id) = (app.clock().now(), Id::new(app.clock()));
    // Nothing is ever sent there: the domain is one that cannot exist.
    let address = format!("{user_id}@service.invalid");
    let user = User { kind: UserKind::Service, ..User::new(user_id, &new.username, &address, now) };
    let account =
        ServiceAccount { user_id, space_id: new.id, created_by: caller.user_id, created_at: now, deleted_at: None };
    let member = Membership::standing_as(new.role, new.id, user_id, now);
    let seen = ServiceAccountSeen::new(&account, user.username.clone(), new.role, &footing);
    let plan = Plan::new(seen).and(found.held()).and(footing.still()).and(Batch::new().insert(&user));
    Ok(plan.make_as(account.entry(1), &account).make_as(member.entry(), &member))
}

async fn remove(app: App, caller: Caller, which: WhichServiceAccount) -> Result<Plan<Said>> {
    let found = belonging::find(&app, &caller, which.id).await?;
    let Found { account, member, footing } = find(&app, &which).await?;
    decides(&found, &footing)?;
    let (now, before) = (app.clock().now(), users::ops::find(&app, account.user_id).await?);
    let user = User { is_active: false, status: UserStatus::Disabled, updated_at: now, ..before };
    let user = User { revision: user.revision + 1, ..user };
    let of_user =
        sql!((), (Instant, Id), "update api_tokens set revoked_at = $1 where user_id = $2 and revoked_at is null");
    let after = ServiceAccount { deleted_at: Some(now), ..account.clone() };
    let said = Said { message: format!("Service account {} deleted successfully", account.user_id) };
    let plan = Plan::new(said).and(found.held()).change_as(account.entry(2), "deleted", &account, &after);
    Ok(plan.and(Batch::new().update(&user).run(of_user, (now, account.user_id))).also(removed(&member)))
}
