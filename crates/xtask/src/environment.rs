//! What the commands take from the environment, read in this one place.
use std::path::PathBuf;

/// Whether a check that cannot run is a failure rather than a loud line.
pub(crate) fn is_ci() -> bool {
    variable("CI").is_some_and(|value| value == "true" || value == "1")
}

/// The server to test PostgreSQL on, if one is named.
pub(crate) fn postgres_url() -> Option<String> {
    variable(POSTGRES)
}

/// The folder of this package, as cargo says it of the checkout that it runs.
pub(crate) fn package_folder() -> PathBuf {
    variable("CARGO_MANIFEST_DIR").unwrap_or_default().into()
}

/// The folder where cargo keeps what it fetched.
pub(crate) fn cargo_home() -> Option<PathBuf> {
    variable("CARGO_HOME").map(PathBuf::from).or_else(|| Some(PathBuf::from(variable("HOME")?).join(".cargo")))
}

/// Names the server that tests use.
pub(crate) const POSTGRES: &str = "AIWFE_TEST_POSTGRES";

/// Where tests find schemathesis.
pub(crate) const SCHEMATHESIS: &str = "AIWFE_TEST_SCHEMATHESIS";

/// Asks for the tests that take minutes.
pub(crate) const LONG: &str = "AIWFE_TEST_LONG";

#[expect(clippy::disallowed_methods, reason = "the one place where the commands read the environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
