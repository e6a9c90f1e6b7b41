//! What those who administer the house do with its users, besides changing them.
use super::{
    User,
    ops::{ADMIN, READ, UsersWanted, changed, find, list},
    rules,
};
use api::{Answer, App, Kind, Listed, Nothing, Operation, Permission, Plan, Which};
use base::{Error, Result};
use serde::Serialize;
use store::sql;
use utoipa::ToSchema;

pub(crate) static LIST: Operation<UsersWanted, Listed<User>> = Operation {
    name: "users.administered",
    summary: "List the users of the house by name, as `users.list` does.",
    permission: READ,
    reads: &["users"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static APPROVE: Operation<Which, User> = Operation {
    name: "users.approve",
    summary: "Let somebody in who waits for approval.",
    permission: ADMIN,
    reads: READS,
    kind: Kind::Write(|app, _, which| Box::pin(become_what(app, which, rules::approved))),
};

pub(crate) static ACTIVATE: Operation<Which, User> = Operation {
    name: "users.activate",
    summary: "Let somebody do something again who was deactivated; it approves nobody.",
    permission: ADMIN,
    reads: READS,
    kind: Kind::Write(|app, _, which| Box::pin(become_what(app, which, |user| Ok(rules::activated(user))))),
};

pub(crate) static DEACTIVATE: Operation<Which, User> = Operation {
    name: "users.deactivate",
    summary: "Let somebody do nothing any more, from their next request on; the house keeps an active administrator.",
    permission: ADMIN,
    reads: READS,
    kind: Kind::Write(|app, _, which| Box::pin(become_what(app, which, |user| Ok(rules::deactivated(user))))),
};

pub(crate) static STATS: Operation<Nothing, HouseStats> = Operation {
    name: "house.stats",
    summary: "Count who and what is in the house.",
    permission: Permission::read("house").of_house(),
    reads: &["users", "spaces", "api_tokens", "invitations", "letters"],
    kind: Kind::Read(|app, _, _| Box::pin(stats(app))),
};

/// What each change reads.
const READS: &[&str] = &["users", "spaces", "service_accounts"];

async fn become_what(app: App, which: Which, rule: fn(User) -> Result<User, &'static str>) -> Result<Plan<User>> {
    let before = find(&app, which.id).await?;
    which.fits("user", before.revision)?;
    let after = rule(before.clone()).map_err(|why| Error::Conflict { why: why.into() })?;
    changed(&app, before, after).await
}

/// Who and what is in the house.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HouseStats {
    /// The people.
    users: i64,
    /// Of these, those who may come in.
    users_active: i64,
    /// Of these, those who wait for approval.
    users_pending: i64,
    /// Those who may come in and administer the house.
    administrators: i64,
    /// The programs that act by tokens alone, as far as they were not deleted.
    service_accounts: i64,
    /// The spaces that several people share, as far as they were not thrown away.
    spaces_shared: i64,
    /// The tokens that work.
    tokens: i64,
    /// The invitations that nobody has answered.
    invitations_open: i64,
    /// The letters that nobody has carried.
    letters_waiting: i64,
}

impl Answer for HouseStats {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

async fn stats(app: App) -> Result<HouseStats> {
    let counts = sql!(
        (i64, i64, i64, i64, i64, i64, i64, i64, i64),
        (base::Instant,),
        "select (select count(*) from users where kind = 'person'), \
         (select count(*) from users where kind = 'person' and is_active and status = 'active'), \
         (select count(*) from users where kind = 'person' and status = 'pending_approval'), \
         (select count(*) from users where role = 'admin' and is_active and status = 'active'), \
         (select count(*) from service_accounts where deleted_at is null), \
         (select count(*) from spaces where kind = 'shared' and deleted_at is null), \
         (select count(*) from api_tokens where revoked_at is null and (expires_at is null or expires_at > $1)), \
         (select count(*) from invitations where status = 'open' and expires_at > $1), \
         (select count(*) from letters where taken_at is null and expires_at > $1) /* all spaces */"
    );
    let counted = app.store().scan(counts, (app.clock().now(),)).await?.pop().unwrap_or_default();
    let (users, users_active, users_pending, administrators, service_accounts, spaces_shared, tokens, ..) = counted;
    let (.., invitations_open, letters_waiting) = counted;
    Ok(HouseStats {
        users,
        users_active,
        users_pending,
        administrators,
        service_accounts,
        spaces_shared,
        tokens,
        invitations_open,
        letters_waiting,
    })
}
