//! Registering: who comes, and whether they have to be let in.
use super::fields;
use crate::{Registration, User, UserStatus, desk::Desk, users};
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
    let desk = app.part::<Desk>();
    match desk.policy.registration {
        Registration::Open => {}
        Registration::Invite | Registration::Closed => return Err(CLOSED),
    }
    let status = if desk.policy.approval { UserStatus::PendingApproval } else { UserStatus::Active };
    let user = User { status, ..arriving(&app, &new).await? };
    let space_id = Id::new(app.clock());
    let (user_id, plan) = (user.id, users::ops::arriving(user, space_id));
    Ok(plan.by(user_id, space_id))
}

/// Somebody who comes with a password, and has been let in.
pub(super) async fn arriving(app: &App, new: &fields::Registration) -> Result<User> {
    let hash = app.part::<Desk>().passwords.hash(new.password.clone()).await?;
    let blank = User::new(Id::new(app.clock()), &new.username(), &new.email, app.clock().now());
    Ok(User { hashed_password: Some(hash), ..blank })
}
