//! Signing in with a passkey. It is both factors at once: the device is one, and that it knows who holds it is the other. What was
//! guessed wrong about a password does not stand in its way.
use super::{challenge, fields::Showing, options::RequestOptions, show, show::site};
use crate::{sessions::signed_in::SignedIn, sign_in::login, users};
use api::{App, Caller, Kind, Nothing, Operation, Permission, Plan, Verdict};
use base::{Error, Result};

const DOOR: Permission = Permission::write("auth").at_door();

pub(crate) static BEGIN: Operation<Nothing, RequestOptions> = Operation {
    name: "passkeys.begin_sign_in",
    summary: "Tell what a browser is to be asked for to show a passkey, whoever it is.",
    permission: DOOR,
    reads: &[],
    kind: Kind::Read(|app, caller, _| {
        Box::pin(async move {
            let challenge = challenge::make(app.ring()?, None, app.clock().now())?;
            Ok(RequestOptions::new(challenge, site(&app, &caller)?.id))
        })
    }),
};

pub(crate) static SIGN_IN: Operation<Showing, Verdict<SignedIn>> = Operation {
    name: "passkeys.sign_in",
    summary: "Sign in with a passkey, and nothing else.",
    permission: DOOR,
    reads: &["users", "passkeys", "used_challenges", "spaces", "sessions"],
    kind: Kind::Write(|app, caller, said| Box::pin(sign_in(app, caller, said))),
};

const WRONG: Error =
    Error::Unauthenticated { why: "this passkey is not known here, or what it has signed is not good" };

async fn sign_in(app: App, caller: Caller, said: Showing) -> Result<Plan<Verdict<SignedIn>>> {
    let shown = show::show(&app, &caller, &said.credential).await?;
    let Some(user_id) = shown.value else { return Ok(shown.map(|_| Verdict::No(WRONG))) };
    let user = users::ops::find(&app, user_id).await?;
    if !users::rules::may_come_in(&user) {
        return Ok(shown.map(|_| Verdict::No(Error::Inactive)));
    }
    Ok(shown.then(login::passed(&app, &caller, user, "Login successful").await?).map(Verdict::Yes))
}
