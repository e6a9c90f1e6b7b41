//! Showing again that it is them, for what is dangerous.
use super::{
    fields::OnceMore,
    login::{Shown, show},
    refused,
};
use crate::{Session, users};
use api::{App, Caller, Kind, Operation, Permission, Plan, Said, Verdict, ViolationKind};
use base::{Error, Result};
use store::Batch;

pub(crate) static STEP_UP: Operation<OnceMore, Verdict<Said>> = Operation {
    name: "auth.step_up",
    summary: "Show again that it is oneself, by password; for some minutes what is dangerous may be done.",
    permission: Permission::write("auth").own(),
    reads: &["users", "sessions", "sign_in_failures"],
    kind: Kind::Write(|app, caller, said| Box::pin(step_up(app, caller, said))),
};

async fn step_up(app: App, caller: Caller, said: OnceMore) -> Result<Plan<Verdict<Said>>> {
    let no_session = || Error::Conflict { why: "only a session can be stepped up: sign in".into() };
    let id = caller.session().ok_or_else(no_session)?;
    let session = app.store().get::<Session>((id,)).await?.ok_or_else(no_session)?;
    let user = users::ops::find(&app, caller.user_id).await?;
    match show(&app, Some(&user), &user.username, said.password).await? {
        (Shown::Wrong(batch), _) => {
            refused::note(&app, &caller, ViolationKind::LoginFailed, "step-up", None);
            let wrong = Error::flaw("/password", "wrong", "this is not the password");
            Ok(Plan::new(Verdict::No(wrong)).and(batch))
        }
        (Shown::Right(batch), _) => {
            let fresh = Batch::new().update(&session.refreshed(app.clock().now()));
            Ok(Plan::new(Verdict::Yes(Said { message: "Thank you".into() })).and(fresh).and(batch))
        }
    }
}
