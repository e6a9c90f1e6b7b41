//! `cargo xtask bench`: measures the release.
use crate::shell::{self, Outcome};
use std::process::Command;

/// Becomes `aiwfe bench`, in the caller's folder.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "--release", "--package", "aiwfe", "--bin", "aiwfe", "--", "bench"]).args(arguments);
    shell::become_program(&mut cargo)
}
