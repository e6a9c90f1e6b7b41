//! What other people's packages may ask of us, and where they may come from.
use super::licences;
use crate::environment;
use crate::shell::{self, Failure, Outcome};
use std::collections::BTreeSet;
use std::fs;

/// Licences and sources, which need no tool; then cargo-deny, where there is one that works.
pub(super) fn check() -> Outcome {
    licences_are_accepted()?;
    sources_are_one(&fs::read_to_string(shell::root().join("Cargo.lock"))?)?;
    cargo_deny()
}

fn licences_are_accepted() -> Outcome {
    let accepted = licences::accepted(&fs::read_to_string(shell::root().join("deny.toml"))?);
    let listing = ["--prefix", "none", "--format", "{p}\t{l}", "--edges", "all", "--target", "all"];
    let tree = shell::output(shell::cargo(&["tree", "--workspace", "--all-features"]).args(listing));
    let tree = tree.ok_or_else(|| Failure::Failed("`cargo tree` cannot list the packages".to_owned()))?;
    let packages: BTreeSet<(&str, &str)> = tree.lines().filter_map(|line| line.split_once('\t')).collect();
    let mut refused = 0;
    for (package, licence) in &packages {
        let licence = licence.trim_end_matches(" (*)");
        if !licences::can_be_met(licence, &accepted) {
            eprintln!("{package}: the licence `{licence}` is not one that deny.toml accepts");
            refused += 1;
        }
    }
    match refused {
        0 if !packages.is_empty() => Ok(()),
        0 => Err(Failure::Failed("`cargo tree` lists no packages".to_owned())),
        _ => Err(Failure::Failed(format!("{refused} packages have a licence that is not accepted"))),
    }
}

/// Every package that is not ours comes from the one public registry.
fn sources_are_one(lock: &str) -> Outcome {
    let sources: BTreeSet<&str> = lock.lines().filter_map(|line| line.strip_prefix("source = ")).collect();
    match sources.iter().all(|source| source.contains("/crates.io-index")) {
        true => Ok(()),
        false => Err(Failure::Failed(format!("packages come from elsewhere than crates.io: {sources:?}"))),
    }
}

fn cargo_deny() -> Outcome {
    let Some(version) = shell::output(&mut shell::cargo(&["deny", "--version"])) else {
        shell::loud("cargo-deny is not installed: of the packages only licences and sources are checked");
        return Ok(());
    };
    if !reads_todays_metadata(&version) {
        shell::loud(format!(
            "{} cannot read what this cargo says: only licences and sources are checked",
            version.trim()
        ));
        return Ok(());
    }
    let deny = |checks: &[&str]| shell::finish(shell::cargo(&["deny", "--offline", "check"]).args(checks));
    deny(&["licenses", "bans", "sources"])?;
    let advisories = environment::cargo_home().map(|home| home.join("advisory-dbs"));
    match advisories.is_some_and(|folder| folder.is_dir()) {
        true => deny(&["advisories"]),
        false => {
            shell::loud("the database of advisories is not on this machine: no known weakness is looked for");
            Ok(())
        }
    }
}

/// Older ones panic on package ids as cargo writes them since 1.77.
fn reads_todays_metadata(version: &str) -> bool {
    let mut numbers =
        version.trim().rsplit(' ').next().unwrap_or_default().split('.').map(|number| number.parse::<u32>());
    matches!((numbers.next(), numbers.next()), (Some(Ok(major)), Some(Ok(minor))) if (major, minor) >= (0, 16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_from_a_repository_is_refused() {
        let registry = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
        assert!(sources_are_one(registry).is_ok());
        assert!(sources_are_one(&[registry, "source = \"git+https://example.org/fork#1234567\"\n"].concat()).is_err());
    }

    #[test]
    fn an_old_cargo_deny_is_not_used() {
        assert!(reads_todays_metadata("cargo-deny 0.18.4\n"));
        assert!(reads_todays_metadata("cargo-deny 1.0.0"));
        assert!(!reads_todays_metadata("cargo-deny 0.14.2\n"));
        assert!(!reads_todays_metadata("nonsense"));
    }
}
