//! Leaving for good: with the space that is one's own, and all that lies in it.
use super::{User, ops, rules};
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
    Ok(Plan::new(said).and(first).and(removing(&user, app.clock().now())).and(last))
}

/// What removes all that is somebody's own. What they did where others are stays, and refers to somebody who is gone; so does the
/// record of it.
fn removing(user: &User, now: Instant) -> Batch {
    const SPACE: Statement<(Id,), ()> = sql!((), (Id,), "delete from spaces where personal_of = $1");
    const MEMBERSHIPS: Statement<(Id,), ()> =
        sql!((), (Id,), "delete from memberships where user_id = $1 /* all spaces */");
    const SETTINGS: Statement<(Id,), ()> = sql!((), (Id,), "delete from user_settings where user_id = $1");
    const ZONE: Statement<(Id,), ()> = sql!((), (Id,), "delete from zone_changes where user_id = $1");
    const PROFILE: Statement<(Id,), ()> = sql!((), (Id,), "delete from user_profiles where user_id = $1");
    const AVATAR: Statement<(Id,), ()> = sql!((), (Id,), "delete from avatars where user_id = $1");
    const SESSIONS: Statement<(Id,), ()> = sql!((), (Id,), "delete from sessions where user_id = $1");
    const TOKENS: Statement<(Id,), ()> = sql!((), (Id,), "delete from api_tokens where user_id = $1");
    const LETTERS: Statement<(Id,), ()> = sql!((), (Id,), "delete from letters where user_id = $1");
    const INVITATIONS: Statement<(Id,), ()> = sql!((), (Id,), "delete from invitations where user_id = $1");
    let of_user = [SPACE, MEMBERSHIPS, SETTINGS, ZONE, PROFILE, AVATAR, SESSIONS, TOKENS, LETTERS, INVITATIONS];
    let batch = of_user.into_iter().fold(Batch::new(), |batch, statement| batch.run(statement, (user.id,)));
    batch.update(&rules::gone(user, now))
}

/// Removes the guests whose time has come.
pub(crate) fn sweep(now: Instant) -> Batch {
    const SPACES: Statement<(Instant,), ()> =
        sql!((), (Instant,), "delete from spaces where personal_of in (select id from users where leaves_at <= $1)");
    const USERS: Statement<(Instant,), ()> = sql!((), (Instant,), "delete from users where leaves_at <= $1");
    Batch::new().run(SPACES, (now,)).run(USERS, (now,))
}
