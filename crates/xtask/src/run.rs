//! `cargo xtask run`: builds and starts the product.
use crate::shell::{self, Outcome};
use std::process::Command;

/// Becomes `aiwfe serve`, in the caller's folder.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let release = arguments.first().is_some_and(|first| first == "--release");
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "--package", "aiwfe", "--bin", "aiwfe"]).args(release.then_some("--release"));
    cargo.args(["--", "serve"]).args(&arguments[usize::from(release)..]);
    shell::become_program(&mut cargo)
}
