//! The second factor of signing in: it passes the session that waits for it.
use super::{challenge, fields::Passing, show};
use crate::{
    Session,
    desk::{Desk, Subject},
    sessions::{ops::passing_once, places, signed_in::SignedIn},
    sign_in::{failures, login::Shown, refused},
    spaces, users,
};
use api::{App, Caller, Kind, Operation, Permission, Plan, Verdict, ViolationKind};
use base::{Error, Result};

pub(crate) static PASS: Operation<Passing, Verdict<SignedIn>> = Operation {
    name: "auth.second_factor",
    summary: "Sign in with the second factor, after a password has told the challenge.",
    permission: Permission::write("auth").at_door(),
    reads: &["users", "sessions", "recovery_codes", "used_codes", "sign_in_failures", "spaces"],
    kind: Kind::Write(|app, caller, said| Box::pin(pass(app, caller, said))),
};

const OVER: Error = Error::Unauthenticated { why: "this challenge is not good, or not any more: sign in again" };
const WRONG: Error = Error::Unauthenticated { why: "this code is not right, or was used before" };
/// So many wrong codes a challenge takes.
const MOST: i64 = 5;

async fn pass(app: App, caller: Caller, said: Passing) -> Result<Plan<Verdict<SignedIn>>> {
    let refused = || {
        refused::note(&app, &caller, ViolationKind::LoginFailed, None);
        Ok(Plan::new(Verdict::No(OVER)))
    };
    let (now, lasts) = (app.clock().now(), app.part::<Desk>().policy.session);
    let Some(id) = challenge::session_id(app.ring()?, said.challenge.expose()) else { return refused() };
    let found = app.store().get::<Session>((id,)).await?;
    let Some(session) = found.filter(|session| session.is_waiting(now)) else { return refused() };
    let subject = Subject::of("challenge", Some(id), "");
    let tries = failures::of(&app, subject).await?;
    if tries.as_ref().is_some_and(|tries| tries.count >= MOST) {
        return refused();
    }
    let user = users::ops::find(&app, session.user_id).await?;
    if !users::rules::may_come_in(&user) {
        return Ok(Plan::new(Verdict::No(Error::Inactive)));
    }
    let Some(factor) = said.factor() else { return refused() };
    let (user_id, space_id) = (user.id, spaces::own(&app, user.id).await?);
    let plan = match show(&app, &caller, &user, &factor).await? {
        Shown::Wrong(batch) => {
            Plan::new(Verdict::No(WRONG)).and(batch).and(failures::taken(tries.as_ref(), subject, now))
        }
        Shown::Right(batch) => {
            let told = places::told_of_session(&app, &user, &session).await?;
            let batch = batch.and(told);
            let passed = session.passed(now, lasts);
            let told = SignedIn::by(&app, &passed, user, "Login successful")?;
            let plan = Plan::new(Verdict::Yes(told)).and(passing_once(&passed)).and(batch);
            plan.and(failures::none(tries.as_ref()))
        }
    };
    Ok(plan.by(user_id, space_id))
}
