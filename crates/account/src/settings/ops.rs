//! What can be done with settings: one's own only. They are there from the start, and have a row from the first change on.
use super::{UserSettings, entity::SettingsFields, rules};
use crate::{spaces, users};
use api::{Answer, App, Caller, Entry, Kind, Nothing, Operation, Permission, Plan};
use base::{Error, Id, Instant, Result};
use serde::Serialize;
use store::{Batch, Entity, Statement, sql};
use utoipa::ToSchema;

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

async fn update(app: App, caller: Caller, said: SettingsFields) -> Result<Plan<SettingsSeen>> {
    let (before, has_row) = find(&app, caller.user_id).await?;
    if said.revision.is_some_and(|seen| seen != before.revision) {
        return Err(Error::Stale { what: "settings", by_header: false });
    }
    let after = rules::changed(&before, said, app.clock().now());
    let plan = Plan::new(after.clone().into());
    if after == before {
        return Ok(plan);
    }
    let row = Batch::new();
    let row =
        if has_row { row } else { row.run_one(UserSettings::CURRENT, FIRST, (before.user_id, before.updated_at)) };
    let entry = after.entry(spaces::own(&app, caller.user_id).await?);
    Ok(plan.and(row).change_as(entry, "updated", &before, &after))
}
