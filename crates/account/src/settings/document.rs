//! Settings as a document, which can be taken to another house.
use super::{
    UserSettings,
    entity::SettingsFields,
    ops::{SettingsSeen, find, update},
};
use api::{Answer, App, Caller, Kind, Nothing, Operation, Permission, Wanted};
use base::{Flaw, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// What the document says that it is.
const FORMAT: &str = "aiwfe-settings-1";
/// What of settings belongs to this house and this person alone.
const OF_HERE: [&str; 4] = ["user_id", "revision", "updated_at", "web_search_api_key_set"];

/// Settings as they are taken along.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SettingsDocument {
    /// What this is.
    #[schema(value_type = String)]
    format: &'static str,
    /// Each setting by its name; keys to other services are not among them.
    #[schema(value_type = Object)]
    settings: Value,
}

impl From<UserSettings> for SettingsDocument {
    fn from(settings: UserSettings) -> Self {
        let mut settings = serde_json::to_value(settings).unwrap_or_default();
        if let Value::Object(settings) = &mut settings {
            settings.retain(|name, _| !OF_HERE.contains(&name.as_str()));
        }
        Self { format: FORMAT, settings }
    }
}

impl Answer for SettingsDocument {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }
}

/// Settings as they were taken along.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettingsBrought {
    /// What it says that it is.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^aiwfe-settings-1$", example = "aiwfe-settings-1")]
    format: Option<String>,
    /// The settings, as if each were said by itself.
    settings: SettingsFields,
}

impl Wanted for SettingsBrought {
    fn flaws(&self) -> Vec<Flaw> {
        let format = self.format.as_ref().filter(|format| *format != FORMAT).map(|_| Flaw {
            at: "/format".into(),
            code: "unknown_value",
            message: format!("a document of settings says {FORMAT}"),
            allowed: Some(&[FORMAT]),
        });
        let of_settings = self.settings.flaws().into_iter();
        format.into_iter().chain(of_settings.map(|flaw| Flaw { at: format!("/settings{}", flaw.at), ..flaw })).collect()
    }
}

pub(crate) static EXPORT: Operation<Nothing, SettingsDocument> = Operation {
    name: "settings.export",
    summary: "Tell one's own settings as a document, which can be taken to another house.",
    permission: Permission::read("settings").own(),
    reads: &["user_settings", "users"],
    kind: Kind::Read(|app, caller, _| Box::pin(async move { Ok(find(&app, caller.user_id).await?.0.into()) })),
};

pub(crate) static IMPORT: Operation<SettingsBrought, SettingsSeen> = Operation {
    name: "settings.import",
    summary: "Change one's own settings to what a document tells; what it does not tell is kept.",
    permission: Permission::write("settings").own(),
    reads: &["user_settings", "users", "spaces"],
    kind: Kind::Write(|app: App, caller: Caller, brought| Box::pin(update(app, caller, brought.settings))),
};
