//! `cargo xtask passwords`: writes the bundled set of stolen passwords anew.
use crate::shell::{self, Failure, Outcome};

/// Reads the list that the caller names.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let [list] = arguments else {
        return Err(Failure::Usage("name the list: cargo xtask passwords LIST".to_owned()));
    };
    // The generator runs in the workspace's folder, not in the caller's.
    let list = std::path::absolute(list).map_err(|error| Failure::Failed(format!("{list}: {error}")))?;
    let generator = ["run", "--quiet", "--package", "account", "--example", "common_passwords", "--"];
    shell::finish(shell::cargo(&generator).arg(list))
}
