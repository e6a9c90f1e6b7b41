//! What a client may say of a system setting.
use super::ops::FILTERS;
use api::{Bound, Limit, Patch, Wanted, filter::Fields, patch};
use base::Flaw;
use serde::Deserialize;
use utoipa::ToSchema;

/// The longest name.
const LONGEST_KEY: usize = 100;
/// The longest value.
const VALUE: Bound = Bound::Text(0, 65_536);
/// The longest description.
const DESCRIPTION: Bound = Bound::Text(1, 1_000);

/// Which page of system settings is wanted.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SystemSettingsWanted {
    /// Only those for which this holds, in the filter language: `key ~ mail && updated_at > now-7d`.
    #[schema(max_length = 2000)]
    pub(super) filter: Option<String>,
    /// How many are wanted.
    #[schema(value_type = u32, minimum = 1, maximum = 1000)]
    pub(super) limit: Limit,
    /// Where the next page starts, as the page before said.
    pub(super) cursor: Option<String>,
}

impl Wanted for SystemSettingsWanted {
    fn asks() -> Option<&'static Fields> {
        Some(&FILTERS.fields)
    }
}

/// Which system setting.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichSystemSetting {
    /// Its name.
    pub(super) key: String,
    /// The revision that the caller has seen; another one is refused.
    #[serde(default)]
    pub(super) revision: Option<i64>,
}

impl Wanted for WhichSystemSetting {}

/// What a client says of a system setting: what is not named is kept.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SystemSettingFields {
    /// Its name: lower-case letters, digits, dots, dashes and underscores.
    #[schema(pattern = "^[a-z0-9._-]{1,100}$")]
    pub(super) key: String,
    /// What it is; needed for one that is not there yet.
    #[serde(default)]
    #[schema(value_type = String, required = false, max_length = 65536)]
    pub(super) value: Patch<String>,
    /// What it is for.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false, min_length = 1, max_length = 1000)]
    pub(super) description: Patch<Option<String>>,
    /// The revision that the caller has seen; another one is refused.
    #[serde(default)]
    pub(super) revision: Option<i64>,
}

impl Wanted for SystemSettingFields {
    const FILLED_BY_US: &'static [&'static str] = &["updated_at"];

    fn flaws(&self) -> Vec<Flaw> {
        let beyond =
            [patch::flaw("value", &self.value, VALUE), patch::flaw("description", &self.description, DESCRIPTION)];
        beyond.into_iter().flatten().chain(flaw_of_key(&self.key)).collect()
    }
}

fn flaw_of_key(key: &str) -> Option<Flaw> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
    let fits = (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(is_plain);
    let message = format!("a name is 1 to {LONGEST_KEY} lower-case letters, digits, dots, dashes and underscores");
    (!fits).then(|| Flaw { at: "/key".into(), code: "key", message, allowed: None })
}
