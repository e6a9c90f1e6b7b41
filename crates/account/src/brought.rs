//! People who are brought here from elsewhere: by the rules for those who come by themselves.
use crate::{
    User, UserProfile, UserSettings, factors, profile, settings, spaces, users,
    users::rules::{flaw_of_email, flaw_of_username},
};
use api::{App, Entry, FromInput, Input, Plan};
use base::{Flaw, Id, Instant, Result, Secret};
use serde_json::{Map, Value};
use vault::Sealed;

pub use crate::passwords::is_known as is_known_hash;

/// What is wrong with the name or the address of somebody, if anything is.
pub fn flaws(username: &str, email: &str) -> Vec<Flaw> {
    [flaw_of_username(username), flaw_of_email(email)].into_iter().flatten().collect()
}

/// Somebody comes, with settings and a space of their own, as if they had registered.
pub fn arriving(user: User, space_id: Id) -> Plan<User> {
    users::ops::arriving(users::rules::settled(user), space_id)
}

/// The space that is somebody's own, as long as they are here.
pub async fn own_space(app: &App, user_id: Id) -> Option<Id> {
    spaces::own(app, user_id).await.ok()
}

/// What changes of somebody.
pub fn user_changed(space_id: Id, before: &User, after: User) -> Plan<()> {
    let after = users::rules::settled(after);
    if after == *before {
        return Plan::new(());
    }
    let after = User { revision: before.revision + 1, ..after };
    Plan::new(()).change_as(after.entry(space_id), "updated", before, &after)
}

/// Somebody's settings with what was said of them there; what is not known here is passed over.
pub fn settings_said(before: &UserSettings, fields: Map<String, Value>, now: Instant) -> Result<UserSettings> {
    let said = FromInput::from_input(Input::default().with_body(fields))?;
    Ok(settings::brought(before, said, now))
}

/// What changes of somebody's settings, which have a row already.
pub fn settings_changed(space_id: Id, before: &UserSettings, after: &UserSettings) -> Plan<()> {
    match after == before {
        true => Plan::new(()),
        false => {
            let zone = settings::zone_noted(before, after);
            Plan::new(()).and(zone).change_as(after.entry(space_id), "updated", before, after)
        }
    }
}

/// Somebody's profile with what was said of it there.
pub fn profile_said(before: &UserProfile, fields: Map<String, Value>) -> Result<UserProfile> {
    Ok(profile::brought(before, FromInput::from_input(Input::default().with_body(fields))?))
}

/// What changes of somebody's profile, or that it begins.
pub fn profile_changed(space_id: Id, before: Option<&UserProfile>, after: &UserProfile) -> Plan<()> {
    let entry = Entry { noun: "profile", space_id, row_id: after.user_id, revision: after.revision };
    match before {
        None => Plan::new(()).make_as(entry, after),
        Some(before) if before == after => Plan::new(()),
        Some(before) => Plan::new(()).change_as(entry, "updated", before, after),
    }
}

/// The secret that somebody's app shares with the house from now on, sealed; nothing, where no app here could share it.
pub fn app_secret(app: &App, user_id: Id, text: &str) -> Result<Option<Sealed>> {
    factors::brought(app, user_id, &Secret::new(text))
}

/// Whether an app here could share that secret.
pub fn is_app_secret(text: &str) -> bool {
    factors::fitting(text).is_some()
}
