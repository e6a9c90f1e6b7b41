//! Guests: users for a day, with an empty space of their own.
use super::login;
use crate::{User, desk::Desk, sessions::signed_in::SignedIn, signing::chance, users};
use api::{App, Caller, Kind, Nothing, Operation, Permission, Plan};
use base::{Error, Id, Result};
use std::time::Duration;

pub(crate) static GUEST: Operation<Nothing, SignedIn> = Operation {
    name: "auth.guest",
    summary: "Come in as a guest, where the house takes guests: a user with an empty space, who is gone after a day.",
    permission: Permission::write("auth").at_door(),
    reads: &[],
    kind: Kind::Write(|app, caller, _| Box::pin(async move { guest(&app, &caller) })),
};

const NONE: Error = Error::Off { why: "this house takes no guests (accounts.guests)" };
/// How long a guest stays.
const STAYS: Duration = Duration::from_secs(24 * 60 * 60);

fn guest(app: &App, caller: &Caller) -> Result<Plan<SignedIn>> {
    if !app.part::<Desk>().policy.guests {
        return Err(NONE);
    }
    let (now, number) = (app.clock().now(), u64::from_be_bytes(chance()?));
    let name = format!("guest-{number:016x}");
    let blank = User::new(Id::new(app.clock()), &name, &format!("{name}@guests.invalid"), now);
    let user = User { leaves_at: Some(now.plus(STAYS)), ..blank };
    let space_id = Id::new(app.clock());
    let session = login::beginning(app, caller, user.clone(), space_id, "Welcome")?;
    Ok(users::ops::arriving(user, space_id).then(session))
}
