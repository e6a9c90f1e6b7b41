//! `cargo xtask lint`: everything about the code that can be checked without running it.
mod lengths;
mod licences;
mod marks;
mod packages;
mod sources;

use crate::generate;
use crate::shell::{self, Failure, Outcome};

type Check = fn() -> Outcome;

/// In this order: the quick ones first.
const CHECKS: [(&str, Check); 6] = [
    ("format", || shell::finish(&mut shell::cargo(&["fmt", "--all", "--check"]))),
    ("file lengths", || lengths::check(&sources::all()?)),
    ("marks", || marks::check(&sources::all()?)),
    ("packages", packages::check),
    ("clippy", || shell::finish(&mut shell::cargo(&CLIPPY))),
    ("generated files", generate::check),
];

const CLIPPY: [&str; 7] = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"];

/// Runs every check, also after one has failed, and names those that failed.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    shell::no_arguments("lint", arguments)?;
    let mut failed = Vec::new();
    for (name, check) in CHECKS {
        eprintln!("lint: {name}");
        if let Err(failure) = check() {
            eprintln!("{}", failure.message());
            failed.push(name);
        }
    }
    match failed.is_empty() {
        true => Ok(()),
        false => Err(Failure::Failed(format!("lint found something in: {}", failed.join(", ")))),
    }
}
