//! Registering: who comes, and whether they have to be let in.
use super::{fields, passwords::unless_refused};
use crate::{Registration, User, UserStatus, desk::Desk, invitations, users};
use api::{App, Caller, Kind, Operation, Permission, Plan};
use base::{Error, Id, Result};

pub(crate) static REGISTER: Operation<fields::Registration, User> = Operation {
    name: "auth.register",
    summary: "Register, as far as the house lets anybody; who registers may have to be let in by an administrator.",
    permission: Permission::write("auth").at_door(),
    reads: &["users"],
    kind: Kind::Write(|app, caller, new| Box::pin(register(app, caller, new))),
};

const CLOSED: Error = Error::Off { why: "nobody registers here: an administrator makes users (accounts.registration)" };

async fn register(app: App, _: Caller, new: fields::Registration) -> Result<Plan<User>> {
    let policy = app.part::<Desk>().policy.clone();
    if policy.registration == Registration::Closed {
        return Err(CLOSED);
    }
    let (user, space_id) = (arriving(&app, &new).await?, Id::new(app.clock()));
    let invited = match &new.token {
        None => None,
        Some(token) => Some(invitations::redeem(&app, token.expose(), user.id, space_id).await?.ok_or_else(unknown)?),
    };
    // Only who administers the house invites to it, and so lets in; whoever invites to a space does not decide that.
    let is_let_in = invited.as_ref().is_some_and(|plan| plan.value.space_id.is_none());
    if policy.registration == Registration::Invite && !is_let_in {
        return Err(Error::flaw("/token", "missing", "one registers here with an invitation to the house"));
    }
    let is_theirs = invited.as_ref().is_some_and(|plan| plan.value.email.as_ref() == Some(&user.email));
    let status = if policy.approval && !is_let_in { UserStatus::PendingApproval } else { UserStatus::Active };
    let user = User { status, is_verified: is_theirs, ..user };
    let plan = users::ops::arriving(user.clone(), space_id).by(user.id, space_id);
    Ok(match invited {
        None => plan,
        Some(invited) => plan.then(invited.map(|_| user)),
    })
}

fn unknown() -> Error {
    Error::flaw("/token", "unknown", "this invitation is not good, or not any more: ask for another")
}

/// Somebody who comes with a password, and has been let in.
pub(super) async fn arriving(app: &App, new: &fields::Registration) -> Result<User> {
    unless_refused(app, "/password", &new.password).await?;
    let hash = app.part::<Desk>().passwords.hash(new.password.clone()).await?;
    let blank = User::new(Id::new(app.clock()), &new.username(), &new.email, app.clock().now());
    Ok(User { hashed_password: Some(hash), ..blank })
}
