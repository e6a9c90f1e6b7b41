//! What tests take from the environment, read in this one place.
use std::path::PathBuf;

/// The server to test PostgreSQL on (`AIWFE_TEST_POSTGRES`), if one is named.
pub fn postgres_url() -> Option<String> {
    variable("AIWFE_TEST_POSTGRES")
}

/// Whether a check that cannot run is a failure (`CI=true`) rather than a loud line.
pub fn is_ci() -> bool {
    variable("CI").is_some_and(|value| value == "true" || value == "1")
}

/// Whether the tests that take minutes run too (`AIWFE_TEST_LONG=1`).
pub fn is_long() -> bool {
    variable("AIWFE_TEST_LONG").is_some_and(|value| value != "0")
}

/// Whether the files that tests compare with are to be written anew (`UPDATE_GOLDEN=1`).
pub fn updates_golden() -> bool {
    variable("UPDATE_GOLDEN").is_some_and(|value| value != "0")
}

/// Where schemathesis is (`AIWFE_TEST_SCHEMATHESIS`), if somebody has put it somewhere.
pub fn schemathesis() -> Option<PathBuf> {
    variable("AIWFE_TEST_SCHEMATHESIS").map(PathBuf::from)
}

/// The Python that schemathesis runs in; the packages of other attackers lie there too, and of those whom tests compare with.
pub fn python() -> Option<PathBuf> {
    schemathesis().map(|program| program.with_file_name("python"))
}

/// The folder of more cases of libical (`AIWFE_TEST_LIBICAL`), if somebody has them.
pub fn libical() -> Option<PathBuf> {
    variable("AIWFE_TEST_LIBICAL").map(PathBuf::from)
}

/// The folder that `$PATH` holds a program in.
pub(crate) fn folder_of(program: &str) -> Option<PathBuf> {
    let folders = variable("PATH")?;
    std::env::split_paths(&folders).find(|folder| folder.join(program).is_file())
}

#[expect(clippy::disallowed_methods, reason = "the one place where tests read the environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
