//! What can be done with settings: one's own only. They are there from the start, and have a row from the first change on.
use super::{UserSettings, WEB_SEARCH_KEY, entity::SettingsFields, rules};
use crate::{spaces, users};
use api::{Answer, App, Caller, Entry, Kind, Nothing, Operation, Patch, Permission, Plan};
use base::{Error, Id, Instant, Result, Secret};
use serde::Serialize;
use store::{Batch, Entity, Statement, sql};
use utoipa::ToSchema;
use vault::{Place, Sealed};

/// The settings of whoever asks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SettingsSeen {
    /// The settings.
    #[serde(flatten)]
    settings: UserSettings,
    /// Whether mail is sent about what happens: another name of `notifications_enabled`.
    email_notifications: bool,
}

impl From<UserSettings> for SettingsSeen {
    fn from(settings: UserSettings) -> Self {
        Self { email_notifications: settings.notifications_enabled, settings }
    }
}

impl Answer for SettingsSeen {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }

    fn revision(&self) -> Option<i64> {
        Some(self.settings.revision)
    }
}

impl UserSettings {
    /// Where the log tells of them: in their owner's space.
    pub(crate) fn entry(&self, space_id: Id) -> Entry {
        Entry { noun: "settings", space_id, row_id: self.user_id, revision: self.revision }
    }
}

pub(crate) static GET: Operation<Nothing, SettingsSeen> = Operation {
    name: "settings.get",
    summary: "Show one's own settings.",
    permission: Permission::read("settings").own(),
    reads: &["user_settings", "users"],
    kind: Kind::Read(|app, caller, _| Box::pin(async move { Ok(find(&app, caller.user_id).await?.0.into()) })),
};

pub(crate) static UPDATE: Operation<SettingsFields, SettingsSeen> = Operation {
    name: "settings.update",
    summary: "Change what is named of one's own settings; what is not known is passed over, and null is what it was at first.",
    permission: Permission::write("settings").own(),
    reads: &["user_settings", "users", "spaces"],
    kind: Kind::Write(|app, caller, said| Box::pin(update(app, caller, said))),
};

/// Somebody's settings, and whether they have a row.
pub(crate) async fn find(app: &App, user_id: Id) -> Result<(UserSettings, bool)> {
    if let Some(settings) = app.store().get::<UserSettings>((user_id,)).await? {
        return Ok((settings, true));
    }
    let user = users::ops::find(app, user_id).await?;
    Ok((UserSettings::new(user_id, user.created_at), false))
}

/// The row that is there from the start, as the table itself fills it in; who comes second finds it there.
const FIRST: Statement<(Id, Instant), ()> = sql!(
    (),
    (Id, Instant),
    "insert into user_settings (user_id, revision, updated_at) values ($1, 1, $2) on conflict do nothing"
);

/// The key that a user has from now on, sealed; one that they have already stays as it is.
fn sealed(app: &App, before: &UserSettings, said: Patch<Option<Secret>>) -> Result<Option<Sealed>> {
    let Patch::Set(said) = said else { return Ok(before.web_search_api_key.clone()) };
    let Some(key) = said else { return Ok(None) };
    let (vault, column) = (app.vault()?, WEB_SEARCH_KEY);
    let place = Place { table: column.table, column: column.column, row: before.user_id };
    let kept = before.web_search_api_key.as_ref().filter(|kept| vault.open(place, kept).is_ok_and(|kept| kept == key));
    Ok(Some(kept.cloned().map_or_else(|| vault.seal(place, &key), Ok)?))
}

pub(super) async fn update(app: App, caller: Caller, mut said: SettingsFields) -> Result<Plan<SettingsSeen>> {
    let (before, has_row) = find(&app, caller.user_id).await?;
    if said.revision.is_some_and(|seen| seen != before.revision) {
        return Err(Error::Stale { what: "settings", by_header: false });
    }
    let key = sealed(&app, &before, std::mem::take(&mut said.web_search_api_key))?;
    let after = rules::changed(&before, said, key, app.clock().now());
    let plan = Plan::new(after.clone().into());
    if after == before {
        return Ok(plan);
    }
    let row = Batch::new();
    let row =
        if has_row { row } else { row.run_one(UserSettings::CURRENT, FIRST, (before.user_id, before.updated_at)) };
    let entry = after.entry(spaces::own(&app, caller.user_id).await?);
    Ok(plan.and(row).and(rules::zone_noted(&before, &after)).change_as(entry, "updated", &before, &after))
}
