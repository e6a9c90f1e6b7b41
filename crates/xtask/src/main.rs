//! The commands of the workshop: `cargo xtask {run, test, lint, generate, passwords, bench}`.
mod bench;
mod environment;
mod generate;
mod lint;
mod passwords;
mod postgres;
mod run;
mod schemathesis;
mod shell;
mod test;

use shell::Failure;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask run [--release] [ARGUMENTS]   build and start `aiwfe serve`; the quickly built dev profile unless --release comes first
cargo xtask test [--long] [-- FILTER]     every Rust test and doc test, on SQLite and PostgreSQL; --long adds those that take minutes
cargo xtask lint                          format, clippy, file lengths, marks, packages, generated files
cargo xtask generate                      write the generated files anew
cargo xtask passwords LIST                write the bundled set of stolen passwords anew: see crates/account/data/README.md
cargo xtask bench [ARGUMENTS]             build the release and run `aiwfe bench`

test asks a running server with schemathesis too, where Python is and packages can be fetched.
It uses the server that AIWFE_TEST_POSTGRES names, else starts a throw-away one where PostgreSQL is installed.
Under CI=true a check that cannot run is a failure.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.split_first().map(|(command, rest)| (command.as_str(), rest)) {
        Some(("run", rest)) => run::run(rest),
        Some(("test", rest)) => test::run(rest),
        Some(("lint", rest)) => lint::run(rest),
        Some(("generate", rest)) => generate::run(rest),
        Some(("passwords", rest)) => passwords::run(rest),
        Some(("bench", rest)) => bench::run(rest),
        Some(("help" | "--help" | "-h", _)) => {
            print!("{HELP}");
            Ok(())
        }
        Some((other, _)) => Err(Failure::Usage(format!("there is no command `{other}`: see `cargo xtask help`"))),
        None => Err(Failure::Usage("name a command: run, test, lint, generate, passwords or bench".to_owned())),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{}", failure.message());
            ExitCode::from(failure.exit_code())
        }
    }
}
