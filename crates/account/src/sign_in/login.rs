//! Signing in by password. Whoever is not known waits as long and is told the same as whoever does not know their password.
use super::{failures, fields::Credentials, refused};
use crate::{
    Session, User,
    desk::{Desk, Subject},
    letters, passkeys,
    sessions::{places, signed_in::SignedIn},
    spaces, users,
};
use api::{App, Caller, Kind, Operation, Permission, Plan, Verdict, ViolationKind};
use base::{Error, Id, Result, Secret};
use store::{Batch, Statement, sql};

pub(crate) static LOGIN: Operation<Credentials, Verdict<SignedIn>> = Operation {
    name: "auth.login",
    summary: "Sign in with an address or a name, and a password.",
    permission: Permission::write("auth").at_door(),
    reads: &["users", "sign_in_failures", "spaces", "sessions", "passkeys"],
    kind: Kind::Write(|app, caller, said| Box::pin(login(app, caller, said))),
};

const WRONG: Error = Error::Unauthenticated { why: "the name or the password is not right" };

const PASSKEY: Error = Error::SecondFactor {
    why: "this house demands a second factor: sign in with your passkey instead of the password",
};

/// What came of showing a password.
pub(crate) enum Shown {
    /// It was theirs; what is written for it.
    Right(Batch),
    /// It was not; what is written for it.
    Wrong(Batch),
}

async fn login(app: App, caller: Caller, said: Credentials) -> Result<Plan<Verdict<SignedIn>>> {
    let name = said.name();
    let user = named(&app, &name).await?;
    match show(&app, &caller, user.as_ref(), &name, said.password).await? {
        (Shown::Right(batch), Some(user)) => {
            if !users::rules::may_come_in(&user) {
                return Ok(Plan::new(Verdict::No(Error::Inactive)).and(batch));
            }
            if !user.tfa_enabled && is_passkey_demanded(&app, &user).await? {
                return Ok(Plan::new(Verdict::No(PASSKEY)).and(batch));
            }
            Ok(sign_in(&app, &caller, user, "Login successful").await?.map(Verdict::Yes).and(batch))
        }
        (Shown::Right(batch) | Shown::Wrong(batch), _) => Ok(Plan::new(Verdict::No(WRONG)).and(batch)),
    }
}

/// Whether the house demands two factors of somebody who has a passkey and nothing else: it is both.
async fn is_passkey_demanded(app: &App, user: &User) -> Result<bool> {
    let is_demanded = app.part::<Desk>().policy.second_factor.is_demanded_of(user.role);
    Ok(is_demanded && passkeys::has_any(app, user.id).await?)
}

/// The user of that name or address.
pub(super) async fn named(app: &App, name: &str) -> Result<Option<User>> {
    let by_name = sql!(User, (String,), "where username = $1 or email = $1");
    Ok(app.store().one(by_name, (name.to_owned(),)).await?)
}

/// Compares a password with that of a user, or with none, which takes as long; within as many guesses as there may be. One that is
/// wrong is put on record.
pub(crate) async fn show(
    app: &App,
    caller: &Caller,
    user: Option<&User>,
    name: &str,
    password: Secret,
) -> Result<(Shown, Option<User>)> {
    let (desk, now) = (app.part::<Desk>(), app.clock().now());
    let subject = Subject::of("password", user.map(|user| user.id), name);
    let known = failures::of(app, subject).await?;
    failures::left(known.as_ref(), now)?;
    let checked = match user.and_then(|user| user.hashed_password.clone()) {
        Some(hash) => desk.passwords.check(password.clone(), Some(hash)).await?,
        None => desk.passwords.check_in_vain(password.clone(), like(app, name).await?).await?,
    };
    let known_as = user.map(|user| user.id);
    let Some(user) = user.filter(|_| checked.is_right) else {
        refused::note(app, caller, ViolationKind::LoginFailed, known_as);
        let seen = known.map_or(0, |known| known.count) + 1;
        let told = user.map(|user| letters::notice_of_guesses(app, user, subject, seen)).transpose()?;
        return Ok((Shown::Wrong(failures::one_more(subject, now).and(told.unwrap_or_default())), None));
    };
    let mut batch = failures::none(known.as_ref());
    if checked.is_stale {
        batch = batch.and(hashed_anew(user.id, desk.passwords.hash(password).await?));
    }
    Ok((Shown::Right(batch), Some(user.clone())))
}

/// The hash of somebody whose name comes near that one. Hashes differ in how hard they were made, as the machine or the program did: what
/// is done about a name that nobody has takes as long as it would of some of those who are here, and always the same.
async fn like(app: &App, name: &str) -> Result<Option<String>> {
    let next = sql!(
        (Option<String>,),
        (String,),
        "select hashed_password from users where username >= $1 and hashed_password is not null order by username limit 1"
    );
    let found = match app.store().one(next, (name.to_owned(),)).await? {
        Some(found) => Some(found),
        None => app.store().one(next, (String::new(),)).await?,
    };
    Ok(found.and_then(|(hash,)| hash))
}

/// The same password, hashed as hard as passwords are hashed by now: nobody needs to know.
fn hashed_anew(user_id: Id, hash: String) -> Batch {
    const HASH: Statement<(String, Id), ()> =
        sql!((), (String, Id), "update users set hashed_password = $1 where id = $2");
    Batch::new().run(HASH, (hash, user_id))
}

/// Begins a session of somebody who has shown that it is them, as far as one factor goes.
pub(super) async fn sign_in(app: &App, caller: &Caller, user: User, message: &'static str) -> Result<Plan<SignedIn>> {
    let space_id = spaces::own(app, user.id).await?;
    // A second factor that is still to come tells itself.
    let told = if user.tfa_enabled { Batch::new() } else { places::told(app, &user, caller).await? };
    Ok(beginning(app, caller, user, space_id, message)?.and(told))
}

/// The same of somebody whose own space that is.
pub(super) fn beginning(
    app: &App,
    caller: &Caller,
    user: User,
    space_id: Id,
    message: &'static str,
) -> Result<Plan<SignedIn>> {
    match user.tfa_enabled {
        true => begun(app, caller, user, space_id, "A second factor is needed", false),
        false => begun(app, caller, user, space_id, message, true),
    }
}

/// The same, of somebody who has shown all that is asked for.
pub(crate) async fn passed(app: &App, caller: &Caller, user: User, message: &'static str) -> Result<Plan<SignedIn>> {
    let space_id = spaces::own(app, user.id).await?;
    let told = places::told(app, &user, caller).await?;
    Ok(begun(app, caller, user, space_id, message, true)?.and(told))
}

fn begun(
    app: &App,
    caller: &Caller,
    user: User,
    space_id: Id,
    message: &'static str,
    passed: bool,
) -> Result<Plan<SignedIn>> {
    let (now, lasts) = (app.clock().now(), app.part::<Desk>().policy.session);
    let session = Session::begin(Id::new(app.clock()), user.id, caller.origin.as_deref(), now, lasts, passed);
    let user_id = user.id;
    let plan = Plan::new(SignedIn::by(app, &session, user, message)?);
    Ok(plan.make_as(session.entry(space_id), &session).by(user_id, space_id))
}
