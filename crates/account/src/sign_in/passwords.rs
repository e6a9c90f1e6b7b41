//! Changing a password, by whoever knows it.
use super::{
    fields::Changing,
    login::{Shown, show},
};
use crate::{LetterKind, SessionEnd, User, desk::Desk, letters, passwords, sessions, spaces, users};
use api::{App, Caller, Kind, Operation, Permission, Plan, Said, Verdict};
use base::{Error, Result, Secret};

pub(crate) static CHANGE: Operation<Changing, Verdict<Said>> = Operation {
    name: "auth.change_password",
    summary: "Change one's own password; every other session of theirs ends.",
    permission: Permission::admin("auth").own(),
    reads: &["users", "sign_in_failures", "spaces"],
    kind: Kind::Write(|app, caller, said| Box::pin(change(app, caller, said))),
};

async fn change(app: App, caller: Caller, said: Changing) -> Result<Plan<Verdict<Said>>> {
    let user = users::ops::find(&app, caller.user_id).await?;
    match show(&app, &caller, Some(&user), &user.username, said.current_password).await? {
        (Shown::Wrong(batch), _) => {
            let wrong = Error::flaw("/current_password", "wrong", "this is not the password as it is");
            Ok(Plan::new(Verdict::No(wrong)).and(batch).by(user.id, caller.space_id))
        }
        (Shown::Right(batch), _) => {
            let said = setting(&app, user, said.new_password, caller.session()).await?;
            Ok(said.and(batch).map(Verdict::Yes))
        }
    }
}

/// Gives somebody a new password. Every session ends but that one.
pub(super) async fn setting(app: &App, before: User, password: Secret, but: Option<base::Id>) -> Result<Plan<Said>> {
    if let Some(flaw) = passwords::flaw("/new_password", password.expose(), &[&before.username, &before.email]) {
        return Err(Error::Invalid(vec![flaw]));
    }
    unless_refused(app, "/new_password", &password).await?;
    let now = app.clock().now();
    let hash = app.part::<Desk>().passwords.hash(password).await?;
    let revision = before.revision + 1;
    let after = User { hashed_password: Some(hash), revision, updated_at: now, ..before.clone() };
    let entry = after.entry(spaces::own(app, after.id).await?);
    let said = Said { message: "Password changed successfully".into() };
    let told = letters::notice(app, &before, LetterKind::PasswordChanged)?;
    Ok(Plan::new(said)
        .and(told)
        .change_as(entry, "password_changed", &before, &after)
        .and(sessions::ops::ending_others(before.id, but, SessionEnd::PasswordChanged, now)))
}

/// Refuses a password that this house refuses besides those that are refused everywhere.
pub(super) async fn unless_refused(app: &App, at: &str, password: &Secret) -> Result<()> {
    match &app.part::<Desk>().refused {
        Some(refused) if refused.holds(password).await? => Err(Error::Invalid(vec![passwords::stolen(at)])),
        _ => Ok(()),
    }
}
