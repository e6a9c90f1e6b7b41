//! What can be done with system settings, by those who administer the house.
use super::{
    SystemSetting,
    fields::{SystemSettingFields, SystemSettingsWanted, WhichSystemSetting},
};
use crate::sign_in::ONCE_ADMINISTERED;
use api::{Answer, App, Caller, Kind, Listed, Operation, Permission, Plan, Said};
use base::{Error, Instant, Result};
use store::{Batch, Entity, List, Statement, sort, sql, within};

const READ: Permission = Permission::read("system_settings").of_house();
const ADMIN: Permission = Permission::admin("system_settings").of_house();
const READS: &[&str] = &["system_settings"];

pub(crate) static LIST: Operation<SystemSettingsWanted, Listed<SystemSetting>> = Operation {
    name: "system_settings.list",
    summary: "List what the house remembers, by name.",
    permission: READ,
    reads: READS,
    kind: Kind::Read(|app, caller, wanted| Box::pin(list(app, caller, wanted))),
};

pub(crate) static GET: Operation<WhichSystemSetting, SystemSetting> = Operation {
    name: "system_settings.get",
    summary: "Show one thing that the house remembers.",
    permission: READ,
    reads: READS,
    kind: Kind::Read(|app, _, which| Box::pin(async move { find(&app, &which.key).await?.ok_or(NONE) })),
};

pub(crate) static SET: Operation<SystemSettingFields, SystemSetting> = Operation {
    name: "system_settings.set",
    summary: "Have the house remember something under a name, or change what is named of it.",
    permission: ADMIN,
    reads: READS,
    kind: Kind::Write(|app, _, said| Box::pin(set(app, said))),
};

pub(crate) static DELETE: Operation<WhichSystemSetting, Said> = Operation {
    name: "system_settings.delete",
    summary: "Have the house forget what it remembers under a name.",
    permission: ADMIN,
    reads: READS,
    kind: Kind::Write(|app, _, which| Box::pin(delete(app, which))),
};

const NONE: Error = Error::NotFound { what: "system setting" };

/// What the house keeps for its own safety, and nobody changes.
const ITS_OWN: &[&str] = &[ONCE_ADMINISTERED];

impl Answer for SystemSetting {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }

    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}

api::filterable! { pub(super) static FILTERS of SystemSetting, "system_settings";
    key: text;
    value: text;
    description: text;
    revision: number;
    updated_at: instant;
}

async fn list(app: App, caller: Caller, wanted: SystemSettingsWanted) -> Result<Listed<SystemSetting>> {
    let all = within!(SystemSetting, (), "true");
    let list = List::of(all, (), sort!(SystemSetting, Up, "key"), wanted.limit.0);
    let list = FILTERS.narrowed(list, wanted.filter.as_deref(), &app, &caller)?;
    Listed::read(&app, list, wanted.cursor.as_deref()).await
}

async fn find(app: &App, key: &str) -> Result<Option<SystemSetting>> {
    Ok(app.store().get::<SystemSetting>((key.to_owned(),)).await?)
}

/// Refuses what the house keeps itself, and whoever has seen another revision than there is.
fn may_change(key: &str, seen: Option<i64>, is: Option<i64>) -> Result<()> {
    if ITS_OWN.contains(&key) {
        return Err(Error::Conflict { why: format!("{key} is kept by the house itself").into() });
    }
    match seen {
        Some(seen) if Some(seen) != is => Err(Error::Stale { what: "system setting", by_header: false }),
        _ => Ok(()),
    }
}

type Row = (String, String, Option<String>, Instant);

/// The first under its name; who comes second finds it there.
const FIRST: Statement<Row, ()> = sql!(
    (),
    Row,
    "insert into system_settings (key, value, description, revision, updated_at) values ($1, $2, $3, 1, $4) \
     on conflict do nothing"
);

async fn set(app: App, said: SystemSettingFields) -> Result<Plan<SystemSetting>> {
    let SystemSettingFields { key, value, description, revision } = said;
    let before = find(&app, &key).await?;
    may_change(&key, revision, before.as_ref().map(|before| before.revision))?;
    let now = app.clock().now();
    let Some(before) = before else {
        let missing = || Error::flaw("/value", "missing", "a value is needed, for there is none under this name yet");
        let value = value.said().cloned().ok_or_else(missing)?;
        let description = description.said().cloned().flatten();
        let new = SystemSetting { key, value, description, revision: 1, updated_at: now };
        let row = (new.key.clone(), new.value.clone(), new.description.clone(), now);
        return Ok(Plan::new(new).and(Batch::new().run_one(SystemSetting::CURRENT, FIRST, row)));
    };
    let mut after = before.clone();
    value.apply(&mut after.value);
    description.apply(&mut after.description);
    if after == before {
        return Ok(Plan::new(before));
    }
    let after = SystemSetting { revision: before.revision + 1, updated_at: now, ..after };
    Ok(Plan::new(after.clone()).and(Batch::new().update(&after)))
}

async fn delete(app: App, which: WhichSystemSetting) -> Result<Plan<Said>> {
    let setting = find(&app, &which.key).await?.ok_or(NONE)?;
    may_change(&setting.key, which.revision, Some(setting.revision))?;
    let said = Said { message: format!("System setting {} deleted successfully", setting.key) };
    Ok(Plan::new(said).and(Batch::new().delete::<SystemSetting>((setting.key,))))
}
