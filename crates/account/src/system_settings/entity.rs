//! The table of system settings.
use base::Instant;
use serde::Serialize;
use store::Entity;
use utoipa::ToSchema;

/// One thing that the house remembers.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, ToSchema)]
#[table("system_settings", scope = house, clustered)]
pub struct SystemSetting {
    /// Its name.
    #[key]
    pub key: String,
    /// What it is.
    pub value: String,
    /// What it is for.
    pub description: Option<String>,
    /// Goes up by one with every change.
    #[default(1)]
    #[check("revision >= 1")]
    pub revision: i64,
    /// When it last changed.
    pub updated_at: Instant,
}
