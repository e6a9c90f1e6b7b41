//! The settings in effect, as a person and as a program reads them.
use super::{Config, KEYS, Source};
use serde_json::{Map, Value, json};

/// As a file that could be used again, but for what is masked; each value with its source.
pub(crate) fn as_toml(config: &Config) -> String {
    let mut text = format!("# The data directory is {} ({}).\n", config.data.display(), config.data_source);
    let mut last = "";
    for (key, source) in KEYS.iter().zip(&config.sources) {
        let (section, field) = key.name.split_once('.').unwrap_or_default();
        if section != last {
            text.push_str(&format!("\n[{section}]\n"));
            last = section;
        }
        let value = (key.shown)(config);
        // What is not set stands there as a comment, so that one sees that it could be.
        let line = if value.is_null() { format!("# {field} =") } else { format!("{field} = {value}") };
        text.push_str(&format!("# {}\n{line}  # {source}\n", key.about));
    }
    text
}

/// Each key with its value and source.
pub(crate) fn as_json(config: &Config) -> Value {
    let mut settings = Map::new();
    settings.insert("data".into(), entry(config.data.display().to_string().into(), &config.data_source));
    for (key, source) in KEYS.iter().zip(&config.sources) {
        settings.insert(key.name.into(), entry((key.shown)(config), source));
    }
    settings.into()
}

fn entry(value: Value, source: &Source) -> Value {
    json!({ "value": value, "source": source.to_string() })
}
