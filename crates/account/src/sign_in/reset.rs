//! A forgotten password: whoever holds the link that was sent may choose another. The link's token is signed over the password as it
//! is, so that it is used up by being used, and nothing is kept of it.
use super::{
    failures,
    fields::{Forgotten, Resetting},
    login::named,
    passwords::setting,
    refused,
};
use crate::{
    LetterKind, User, UserKind, UserStatus,
    letters::{self, NewLetter},
    signing::{SIGNATURE, has_signed, sign},
    spaces, told, users,
};
use api::{Answer, App, Caller, Kind, Operation, Permission, Plan, Said, ViolationKind, Which};
use base::{Error, Id, Instant, Result, Secret};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use serde::Serialize;
use std::time::Duration;
use utoipa::ToSchema;

pub(crate) static FORGOT: Operation<Forgotten, Said> = Operation {
    name: "auth.forgot_password",
    summary: "Have a link sent by which a forgotten password is replaced; the answer is the same for an address nobody has.",
    permission: Permission::write("auth").at_door(),
    reads: &["users"],
    kind: Kind::Write(|app, _, said| Box::pin(forgot(app, said))),
};

pub(crate) static RESET: Operation<Resetting, Said> = Operation {
    name: "auth.reset_password",
    summary: "Choose another password, with the token of a link that was sent; every session of theirs ends.",
    permission: Permission::write("auth").at_door(),
    reads: &["users", "spaces"],
    kind: Kind::Write(|app, caller, said| Box::pin(reset(app, caller, said))),
};

const USE: &[u8] = b"aiwfe password reset";
/// How long a link is good.
const GOOD_FOR: Duration = Duration::from_secs(60 * 60);
const ID: usize = 16;
const UNTIL: usize = 8;
const UNKNOWN: Error = Error::Unauthenticated { why: "this link is not good, or not any more: ask for another" };

async fn forgot(app: App, said: Forgotten) -> Result<Plan<Said>> {
    let message = "If this address is somebody's here, a link is on its way to it".into();
    // Something is written in any case: who is nobody's address is not told by how long this takes.
    let plan = Plan::new(Said { message }).and(failures::sweep(app.clock().now()));
    match named(&app, &said.email.trim().to_lowercase()).await? {
        Some(user) if may_come_in(&user) => {
            let space_id = spaces::own(&app, user.id).await?;
            let letter = letters::write(&app, letter(&app, &user)?)?;
            // The letter before it says nothing that this one does not.
            Ok(plan.and(letters::withdraw(user.id)).and(letter).by(user.id, space_id))
        }
        _ => Ok(plan),
    }
}

/// What is sent to somebody who has forgotten their password.
fn letter(app: &App, user: &User) -> Result<NewLetter> {
    let token = token(app, user)?;
    Ok(NewLetter {
        about: user.id,
        kind: LetterKind::PasswordReset,
        address: user.email.clone(),
        user_id: Some(user.id),
        space_id: None,
        link: Secret::new(format!("/reset-password?token={}", token.expose())),
        expires_at: app.clock().now().plus(GOOD_FOR),
    })
}

fn may_come_in(user: &User) -> bool {
    let is_person = user.kind == UserKind::Person && user.leaves_at.is_none();
    is_person && user.is_active && user.status == UserStatus::Active
}

/// A link by which somebody's password may be replaced, told this once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ResetTold {
    /// Whose password.
    user_id: Id,
    /// What `POST /api/v1/auth/reset-password` takes.
    #[serde(serialize_with = "told::told")]
    #[schema(value_type = String)]
    token: Secret,
    /// Until when it is good.
    expires_at: Instant,
}

impl Answer for ResetTold {
    const IS_SECRET: bool = true;

    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

pub(crate) static ISSUE: Operation<Which, ResetTold> = Operation {
    name: "users.reset_password",
    summary: "Tell an administrator the token by which somebody may replace their password; the old one is good until then.",
    permission: Permission::admin("users").of_house(),
    reads: &["users", "spaces"],
    kind: Kind::Write(|app, _, which| Box::pin(issue(app, which))),
};

async fn issue(app: App, which: Which) -> Result<Plan<ResetTold>> {
    let user = users::ops::find(&app, which.id).await?;
    if !may_come_in(&user) {
        return Err(Error::Conflict { why: "they may not come in: let them in first".into() });
    }
    let told = ResetTold { user_id: user.id, token: token(&app, &user)?, expires_at: app.clock().now().plus(GOOD_FOR) };
    // It is put on record like what is changed.
    Ok(Plan::new(told).and(failures::sweep(app.clock().now())))
}

/// A token by which somebody's password may be replaced, for a while.
fn token(app: &App, user: &User) -> Result<Secret> {
    let until = app.clock().now().plus(GOOD_FOR);
    let mut said = [0; ID + UNTIL];
    said[..ID].copy_from_slice(user.id.as_bytes());
    said[ID..].copy_from_slice(&until.micros().to_be_bytes());
    let signature = sign(app.ring()?, USE, &[&said, as_it_is(user)])?;
    Ok(Secret::new(BASE64.encode([&said[..], &signature].concat())))
}

fn as_it_is(user: &User) -> &[u8] {
    user.hashed_password.as_deref().unwrap_or_default().as_bytes()
}

async fn reset(app: App, caller: Caller, said: Resetting) -> Result<Plan<Said>> {
    let Some(user) = shown(&app, said.token.expose()).await? else {
        refused::note(&app, &caller, ViolationKind::LoginFailed, None);
        return Err(UNKNOWN);
    };
    let (user_id, space_id) = (user.id, spaces::own(&app, user.id).await?);
    let plan = setting(&app, user, said.new_password, None).await?;
    Ok(plan.and(letters::withdraw(user_id)).by(user_id, space_id))
}

/// Whose token that is, if it is good.
async fn shown(app: &App, token: &str) -> Result<Option<User>> {
    let Ok(bytes) = BASE64.decode(token) else { return Ok(None) };
    let Some((said, signature)) = bytes.split_at_checked(ID + UNTIL).filter(|(_, rest)| rest.len() == SIGNATURE) else {
        return Ok(None);
    };
    let (Ok(id), Ok(until)) = (said[..ID].try_into(), said[ID..].try_into()) else { return Ok(None) };
    let until = Instant::from_micros(i64::from_be_bytes(until));
    let user = app.store().get::<User>((Id::from_bytes(id),)).await?;
    let is_good = |user: &User| {
        may_come_in(user)
            && until.is_some_and(|until| until > app.clock().now())
            && app.ring().is_ok_and(|ring| has_signed(ring, USE, &[said, as_it_is(user)], signature))
    };
    Ok(user.filter(is_good))
}
