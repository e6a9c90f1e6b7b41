//! The first administrator: whoever shows the token that the console prints. It follows from the keys of the house, so that nothing
//! is kept of it; it opens nothing any more once somebody administers the house.
use super::{fields::Registration, login, refused, register};
use crate::{
    SystemSetting, User, UserRole,
    sessions::signed_in::SignedIn,
    signing::{has_signed, sign},
    users,
};
use api::{App, Caller, Kind, Operation, Permission, Plan, ViolationKind};
use base::{Error, Id, Result, Secret};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use store::{Batch, sql};

pub(crate) static FIRST: Operation<Registration, SignedIn> = Operation {
    name: "auth.first_administrator",
    summary: "Make the first administrator of the house, with the one-time token that its console has printed, and sign in.",
    permission: Permission::write("auth").at_door(),
    reads: &["users", "spaces"],
    kind: Kind::Write(|app, caller, new| Box::pin(first(app, caller, new))),
};

const USE: &[u8] = b"aiwfe first administrator";
/// The row that only one can write.
pub(crate) const ROW: &str = "first_administrator";

/// The token, while nobody administers the house.
pub async fn token(app: &App) -> Result<Option<Secret>> {
    if is_administered(app).await? {
        return Ok(None);
    }
    Ok(Some(Secret::new(BASE64.encode(sign(app.ring()?, USE, &[])?))))
}

async fn is_administered(app: &App) -> Result<bool> {
    let any = sql!((Id,), (UserRole,), "select id from users where role = $1 limit 1");
    Ok(app.store().one(any, (UserRole::Admin,)).await?.is_some())
}

async fn first(app: App, caller: Caller, new: Registration) -> Result<Plan<SignedIn>> {
    let shown = new.token.as_ref().and_then(|token| BASE64.decode(token.expose()).ok());
    if !shown.is_some_and(|shown| app.ring().is_ok_and(|ring| has_signed(ring, USE, &[], &shown))) {
        refused::note(&app, &caller, ViolationKind::LoginFailed, None);
        return Err(Error::Unauthenticated { why: "this is not the token that the console has printed" });
    }
    let administered =
        || Error::Conflict { why: "somebody administers this house already: sign in, or ask them".into() };
    if is_administered(&app).await? || app.store().get::<SystemSetting>((ROW.to_owned(),)).await?.is_some() {
        return Err(administered());
    }
    let blank = User { role: UserRole::Admin, is_verified: true, ..register::arriving(&app, &new).await? };
    let (user, space_id) = (users::rules::settled(blank), Id::new(app.clock()));
    let once = SystemSetting {
        key: ROW.into(),
        value: user.id.to_string(),
        description: Some("Who came first, with the token of the console.".into()),
        revision: 1,
        updated_at: app.clock().now(),
    };
    let session = login::beginning(&app, &caller, user.clone(), space_id, "Welcome")?;
    Ok(users::ops::arriving(user, space_id).and(Batch::new().insert(&once)).then(session))
}
