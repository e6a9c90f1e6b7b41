//! The page about the settings is complete and true.
use super::{Config, Environment, KEYS, Source, load};
use crate::config::Flags;
use std::{collections::BTreeSet, fs, path::Path};

fn page() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/configuration.md")).unwrap()
}

#[test]
fn the_page_lists_every_setting_and_no_other() {
    let page = page();
    let listed: BTreeSet<&str> =
        page.lines().filter(|line| line.contains("`AIWFE_") && line.starts_with("| `")).collect();
    let config = Config::of_data("DATA".into(), Source::Default);
    let rows: BTreeSet<String> = KEYS
        .iter()
        .map(|key| {
            let shown = (key.shown)(&config);
            let default = shown.as_str().map_or_else(|| shown.to_string(), str::to_owned).replace("null", "not set");
            let variable = load::variable(key.name);
            format!("| `{}` | `{variable}` | `{default}` | {} | {} |", key.name, key.about, key.takes)
        })
        .collect();
    let missing: Vec<_> = rows.iter().filter(|row| !listed.contains(row.as_str())).collect();
    assert!(
        missing.is_empty(),
        "docs/configuration.md lacks:\n{}",
        rows.iter().cloned().collect::<Vec<_>>().join("\n")
    );
    assert_eq!(listed.len(), rows.len(), "docs/configuration.md lists a setting that there is not");
}

#[test]
fn the_page_lists_every_exit_code() {
    let page = page();
    for code in [0, 1, 2, 3, 64, 74, 75, 78] {
        assert!(page.contains(&format!("\n| {code} | ")), "docs/configuration.md lacks the exit code {code}");
    }
}

#[test]
fn without_a_file_a_variable_or_a_flag_every_value_is_a_default() {
    let folder = tempfile::tempdir().unwrap();
    let flags = Flags { data: Some(folder.path().into()), ..Flags::default() };
    let config = Config::load(&flags, &Environment::default()).unwrap();
    assert!(config.sources.iter().all(|source| *source == Source::Default));
    assert_eq!(config.database.location.to_string(), format!("sqlite:{}/aiwfe.db", folder.path().display()));
}
