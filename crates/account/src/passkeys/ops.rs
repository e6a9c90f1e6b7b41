//! What can be done with one's own passkeys.
use super::{
    Passkey,
    fields::{PasskeysWanted, WhichPasskey},
};
use crate::{LetterKind, letters::notice, spaces, users};
use api::{App, Caller, Kind, Listed, Operation, Permission, Plan, Said};
use base::{Error, Id, Result};
use store::{Batch, List, sort, sql, within};

pub(crate) static LIST: Operation<PasskeysWanted, Listed<Passkey>> = Operation {
    name: "passkeys.list",
    summary: "List one's own passkeys, the latest first.",
    permission: Permission::read("passkeys").own().enrolling(),
    reads: &["passkeys"],
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static DELETE: Operation<WhichPasskey, Said> = Operation {
    name: "passkeys.delete",
    summary: "Forget one of one's own passkeys; it lets nobody in any more.",
    permission: Permission::admin("passkeys").own().fresh(),
    reads: &["users", "passkeys", "spaces"],
    kind: Kind::Write(|app, caller, which| Box::pin(delete(app, caller, which))),
};

/// Whether somebody can sign in with a passkey.
pub(crate) async fn has_any(app: &App, user_id: Id) -> Result<bool> {
    let any = sql!((i64,), (Id,), "select 1 from passkeys where user_id = $1 and suspended_at is null limit 1");
    Ok(app.store().one(any, (user_id,)).await?.is_some())
}

api::filterable! { pub(super) static FILTERS of Passkey, "passkeys";
    id: id;
    user_id: person;
    name: text;
    algorithm: word;
    last_used_at: instant;
    suspended_at: instant;
    created_at: instant;
}

async fn list(app: App, caller: Caller, wanted: PasskeysWanted) -> Result<Listed<Passkey>> {
    let own = within!(Passkey, (Id,), "user_id = $1");
    let list = List::of(own, (caller.user_id,), sort!(Passkey, Down, "created_at", "id"), api::Limit::default().0);
    Listed::read(&app, FILTERS.narrowed(list, wanted.filter.as_deref(), &app, &caller)?, None).await
}

async fn delete(app: App, caller: Caller, which: WhichPasskey) -> Result<Plan<Said>> {
    let found = app.store().get::<Passkey>((which.id,)).await?;
    let passkey = found.filter(|passkey| passkey.user_id == caller.user_id);
    let passkey = passkey.ok_or(Error::NotFound { what: "passkey" })?;
    let entry = passkey.entry(spaces::own(&app, caller.user_id).await?);
    let said = Said { message: format!("Passkey {} deleted successfully", passkey.id) };
    let told = notice(&app, &users::ops::find(&app, caller.user_id).await?, LetterKind::PasskeyRemoved)?;
    Ok(Plan::new(said).remove_as(entry, &passkey, Batch::new().delete::<Passkey>((passkey.id,))).and(told))
}
