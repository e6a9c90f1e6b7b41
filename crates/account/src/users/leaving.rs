//! Leaving for good: with the space that is one's own, and all that lies in it.
use super::{ops, rules};
use api::{App, Caller, Kind, Nothing, Operation, Permission, Plan, Said};
use base::{Error, Id, Instant, Result};
use store::{Batch, Statement, sql};

pub(crate) static LEAVE: Operation<Nothing, Said> = Operation {
    name: "users.leave",
    summary: "Leave for good: oneself, one's own space and all that lies in it are removed.",
    permission: Permission::admin("users").own().fresh(),
    reads: &["users", "spaces", "memberships"],
    kind: Kind::Write(|app, caller, _| Box::pin(leave(app, caller))),
};

async fn leave(app: App, caller: Caller) -> Result<Plan<Said>> {
    let user = ops::find(&app, caller.user_id).await?;
    let owned = sql!(
        (String,),
        (Id,),
        "select s.name from spaces s join memberships m on m.space_id = s.id \
         where m.user_id = $1 and m.role = 'owner' and s.personal_of is null and s.deleted_at is null \
         and not exists (select 1 from memberships o where o.space_id = s.id and o.role = 'owner' and o.user_id <> $1) \
         order by s.name limit 1 /* all spaces */"
    );
    if let Some((name,)) = app.store().one(owned, (user.id,)).await? {
        let why = format!("nobody else owns the space `{name}`: give it to somebody, or throw it away first");
        return Err(Error::Conflict { why: why.into() });
    }
    let (first, last) = match rules::administers(&user) {
        true => ops::administered_without(&app, user.id).await?,
        false => (Batch::new(), Batch::new()),
    };
    let said = Said { message: "Account deleted successfully".into() };
    Ok(Plan::new(said).and(first).and(removing(user.id)).and(last))
}

/// What removes somebody and their own space. What they did elsewhere stays, and the record of it.
fn removing(user_id: Id) -> Batch {
    const SPACE: Statement<(Id,), ()> = sql!((), (Id,), "delete from spaces where personal_of = $1");
    const USER: Statement<(Id,), ()> = sql!((), (Id,), "delete from users where id = $1");
    Batch::new().run(SPACE, (user_id,)).run(USER, (user_id,))
}

/// Removes the guests whose time has come.
pub(crate) fn sweep(now: Instant) -> Batch {
    const SPACES: Statement<(Instant,), ()> =
        sql!((), (Instant,), "delete from spaces where personal_of in (select id from users where leaves_at <= $1)");
    const USERS: Statement<(Instant,), ()> = sql!((), (Instant,), "delete from users where leaves_at <= $1");
    Batch::new().run(SPACES, (now,)).run(USERS, (now,))
}
