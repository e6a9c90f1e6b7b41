//! Showing a passkey: it has signed our challenge on our page, on a device that knows who holds it.
use super::{
    Assertion, Passkey, challenge,
    rules::{self, Counted},
    webauthn::{self, PublicKey, Site},
};
use crate::{LetterKind, letters::notice, sign_in::refused, spaces, users};
use api::{App, Caller, Entry, Plan, ViolationKind, http::Customs};
use base::{Error, Id, Result};
use store::{Batch, Guard, Statement, sql};

/// The site that the caller asks; passkeys are made for its name.
pub(super) fn site(app: &App, caller: &Caller) -> Result<Site> {
    let host = caller.origin.as_ref().and_then(|origin| origin.host.as_deref());
    let site = rules::site(app.part::<Customs>().public_url.as_deref(), host);
    site.ok_or(Error::Off {
        why: "passkeys are made for a name: say where people reach this house (server.public_url)",
    })
}

impl Passkey {
    /// Where the log tells of it: in its owner's space. It is made, and perhaps suspended.
    pub(super) fn entry(&self, space_id: Id) -> Entry {
        let revision = if self.suspended_at.is_none() { 1 } else { 2 };
        Entry { noun: "passkeys", space_id, row_id: self.id, revision }
    }
}

/// Whose passkey has signed, with what is to be written for it; nobody's, where anything about it is not as it must be, and that is
/// put on record.
pub(crate) async fn show(app: &App, caller: &Caller, shown: &Assertion) -> Result<Plan<Option<Id>>> {
    let (site, now) = (site(app, caller)?, app.clock().now());
    let nobody = || {
        refused::note(app, caller, ViolationKind::LoginFailed, None);
        Ok(Plan::new(None))
    };
    let by_credential = sql!(Passkey, (Vec<u8>,), "where credential_id = $1");
    let found = app.store().one(by_credential, (shown.raw_id.0.clone(),)).await?;
    let Some(before) = found.filter(|passkey| passkey.suspended_at.is_none() && fits(shown, passkey)) else {
        return nobody();
    };
    let key = PublicKey { algorithm: before.algorithm, point: before.public_key.clone() };
    let said = &shown.response;
    let signed = webauthn::signed(&site, &key, &said.client_data.0, &said.authenticator_data.0, &said.signature.0);
    let Ok(signed) = signed else { return nobody() };
    let Some(using) = challenge::using(app, &signed.challenge, None).await? else { return nobody() };
    match rules::counted(before.clone(), signed.sign_count.into(), now) {
        Counted::On(after) => Ok(Plan::new(Some(after.user_id)).and(using).and(counting(&before, &after))),
        Counted::Back(after) => {
            let space_id = spaces::own(app, after.user_id).await?;
            refused::note(app, caller, ViolationKind::TokenReused, Some(after.user_id));
            let user = users::ops::find(app, after.user_id).await?;
            let plan = Plan::new(None).and(using).and(notice(app, &user, LetterKind::PasskeySuspended)?);
            Ok(plan.change_as(after.entry(space_id), "suspended", &before, &after).by(after.user_id, space_id))
        }
    }
}

/// Whether the device says that it is its owner's, where it says whose it is.
fn fits(shown: &Assertion, passkey: &Passkey) -> bool {
    shown.response.user_handle.as_ref().is_none_or(|handle| handle.0 == passkey.user_id.as_bytes())
}

/// The passkey has signed once more, unless it has done so meanwhile.
fn counting(before: &Passkey, after: &Passkey) -> Batch {
    const COUNT: Statement<(i64, Option<base::Instant>, Id, i64), ()> = sql!(
        (),
        (i64, Option<base::Instant>, Id, i64),
        "update passkeys set sign_count = $1, last_used_at = $2 where id = $3 and sign_count = $4 and suspended_at is null"
    );
    let values = (after.sign_count, after.last_used_at, after.id, before.sign_count);
    Batch::new().run_one(Guard::new("passkeys.sign_count"), COUNT, values)
}
