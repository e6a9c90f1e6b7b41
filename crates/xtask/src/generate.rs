//! `cargo xtask generate`: writes the generated files.
use crate::shell::{self, Outcome};

const GENERATOR: [&str; 6] = ["run", "--quiet", "--package", "aiwfe", "--example", "generate"];

/// Writes every generated file anew.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    shell::no_arguments("generate", arguments)?;
    shell::finish(&mut shell::cargo(&GENERATOR))
}

/// Fails where a generated file is not what the program would write now.
pub(crate) fn check() -> Outcome {
    shell::finish(shell::cargo(&GENERATOR).args(["--", "--check"]))
}
