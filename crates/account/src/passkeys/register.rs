//! Making a passkey: what the browser is asked for, and what it hands over.
use super::{
    Passkey, challenge,
    fields::NewPasskey,
    options::CreationOptions,
    show::site,
    webauthn::{self, Made},
};
use crate::{LetterKind, letters::notice, spaces, users};
use api::{App, Caller, Kind, Nothing, Operation, Permission, Plan};
use base::{Error, Id, Result};
use store::sql;

const ADMIN: Permission = Permission::admin("passkeys").own().fresh().enrolling();

pub(crate) static BEGIN: Operation<Nothing, CreationOptions> = Operation {
    name: "passkeys.begin_registration",
    summary: "Tell what a browser is to be asked for to make a passkey.",
    permission: ADMIN,
    reads: &["users", "passkeys"],
    kind: Kind::Read(|app, caller, _| Box::pin(begin(app, caller))),
};

pub(crate) static REGISTER: Operation<NewPasskey, Passkey> = Operation {
    name: "passkeys.register",
    summary: "Keep a passkey that was made just now; one signs in with it from then on.",
    permission: ADMIN,
    reads: &["users", "passkeys", "used_challenges", "spaces"],
    kind: Kind::Write(|app, caller, new| Box::pin(register(app, caller, new))),
};

async fn begin(app: App, caller: Caller) -> Result<CreationOptions> {
    let site = site(&app, &caller)?;
    let user = users::ops::find(&app, caller.user_id).await?;
    let known =
        sql!((Vec<u8>,), (Id,), "select credential_id from passkeys where user_id = $1 and suspended_at is null");
    let known = app.store().all(known, (user.id,)).await?.into_iter().map(|(id,)| id).collect();
    let challenge = challenge::make(app.ring()?, Some(user.id), app.clock().now())?;
    Ok(CreationOptions::new(challenge, site.id, user, known))
}

async fn register(app: App, caller: Caller, new: NewPasskey) -> Result<Plan<Passkey>> {
    let NewPasskey { name, credential } = new;
    let wrong = |why| Error::flaw("/credential", "wrong", why);
    let said = &credential.response;
    let made = webauthn::made(&site(&app, &caller)?, &said.client_data.0, &said.attestation.0).map_err(wrong)?;
    let Made { challenge, credential_id, key, sign_count } = made;
    if credential_id != credential.raw_id.0 {
        return Err(wrong("the passkey is called something else"));
    }
    let using = challenge::using(&app, &challenge, Some(caller.user_id)).await?;
    let using = using.ok_or_else(|| wrong("this challenge is not good, or not any more: begin again"))?;
    let known = sql!((Id,), (Vec<u8>,), "select id from passkeys where credential_id = $1 /* all users */");
    if app.store().one(known, (credential_id.clone(),)).await?.is_some() {
        return Err(Error::Conflict { why: "this passkey is known already".into() });
    }
    let passkey = Passkey {
        id: Id::new(app.clock()),
        user_id: caller.user_id,
        name,
        credential_id,
        algorithm: key.algorithm,
        public_key: key.point,
        sign_count: sign_count.into(),
        last_used_at: None,
        suspended_at: None,
        created_at: app.clock().now(),
    };
    let entry = passkey.entry(spaces::own(&app, caller.user_id).await?);
    let told = notice(&app, &users::ops::find(&app, caller.user_id).await?, LetterKind::PasskeyAdded)?;
    Ok(Plan::new(passkey.clone()).and(using).make_as(entry, &passkey).and(told))
}
