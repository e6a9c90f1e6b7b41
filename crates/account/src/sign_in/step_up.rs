//! Showing again that it is them, for what is dangerous.
use super::{
    fields::OnceMore,
    login::{Shown, show},
};
use crate::{Session, factors, passkeys, users};
use api::{App, Caller, Kind, Operation, Permission, Plan, Said, Verdict};
use base::{Error, Result, Secret};
use store::Batch;

pub(crate) static STEP_UP: Operation<OnceMore, Verdict<Said>> = Operation {
    name: "auth.step_up",
    summary: "Show again that it is oneself, by password, code or passkey; for some minutes what is dangerous may be done.",
    permission: Permission::write("auth").own().enrolling(),
    reads: &["users", "sessions", "sign_in_failures", "used_codes", "passkeys", "used_challenges"],
    kind: Kind::Write(|app, caller, said| Box::pin(step_up(app, caller, said))),
};

async fn step_up(app: App, caller: Caller, said: OnceMore) -> Result<Plan<Verdict<Said>>> {
    let no_session = || Error::Conflict { why: "only a session can be stepped up: sign in".into() };
    let id = caller.session().ok_or_else(no_session)?;
    let session = app.store().get::<Session>((id,)).await?.ok_or_else(no_session)?;
    let (at, shown) = by_any(&app, &caller, said).await?;
    match shown.value {
        false => Ok(shown.map(|_| Verdict::No(Error::flaw(at, "wrong", "this does not show that it is you")))),
        true => {
            let fresh = Batch::new().update(&session.refreshed(app.clock().now()));
            Ok(shown.and(fresh).map(|_| Verdict::Yes(Said { message: "Thank you".into() })))
        }
    }
}

/// Whether what is said shows that it is them, and where it is said.
async fn by_any(app: &App, caller: &Caller, said: OnceMore) -> Result<(&'static str, Plan<bool>)> {
    let user = users::ops::find(app, caller.user_id).await?;
    let told = |shown| match shown {
        Shown::Right(batch) => Plan::new(true).and(batch),
        Shown::Wrong(batch) => Plan::new(false).and(batch),
    };
    Ok(match said {
        OnceMore { passkey: Some(passkey), .. } => {
            let shown = passkeys::show(app, caller, &passkey).await?;
            let is_theirs = shown.value == Some(user.id);
            ("/passkey", shown.map(|_| is_theirs))
        }
        OnceMore { code: Some(code), .. } => {
            ("/code", told(factors::show(app, caller, &user, &factors::Factor::Code(code)).await?))
        }
        OnceMore { password, .. } => (
            "/password",
            told(show(app, caller, Some(&user), &user.username, password.unwrap_or_else(|| Secret::new(""))).await?.0),
        ),
    })
}
