//! `cargo xtask test`: every Rust test, on both databases.
use crate::environment;
use crate::postgres::Postgres;
use crate::schemathesis;
use crate::shell::{self, Failure, Outcome};
use std::path::PathBuf;
use std::process::Command;

/// Runs the tests of the whole workspace, then the doc tests.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let wanted = Wanted::parse(arguments)?;
    let named = environment::postgres_url().is_some();
    let throw_away = if named { None } else { Postgres::start()? };
    if !named && throw_away.is_none() {
        let message = "PostgreSQL is not installed and AIWFE_TEST_POSTGRES is not set: only SQLite is tested";
        if environment::is_ci() {
            return Err(Failure::Failed(message.to_owned()));
        }
        shell::loud(message);
    }
    let found = Found { server: throw_away.as_ref().map(Postgres::url), schemathesis: schemathesis::program()? };
    // Both run even if the first fails: one look shows everything.
    let tests = shell::finish(wanted.prepare(&mut tests(wanted.long), &found));
    let doc_tests = shell::finish(wanted.prepare(&mut shell::cargo(&DOC_TESTS), &found));
    tests.and(doc_tests)
}

const DOC_TESTS: [&str; 4] = ["test", "--workspace", "--no-fail-fast", "--doc"];

fn tests(long: bool) -> Command {
    if shell::output(&mut shell::cargo(&["nextest", "--version"])).is_some() {
        let profile = if long { "long" } else { "default" };
        return shell::cargo(&["nextest", "run", "--workspace", "--no-fail-fast", "--profile", profile]);
    }
    shell::cargo(&["test", "--workspace", "--no-fail-fast", "--tests"])
}

/// What tests need besides themselves.
struct Found<'a> {
    server: Option<&'a str>,
    schemathesis: Option<PathBuf>,
}

#[derive(Debug, PartialEq)]
struct Wanted<'a> {
    long: bool,
    filter: &'a [String],
}

impl<'a> Wanted<'a> {
    fn parse(arguments: &'a [String]) -> Result<Self, Failure> {
        let end = arguments.iter().position(|argument| argument == "--").unwrap_or(arguments.len());
        let filter = arguments.get(end + 1..).unwrap_or_default();
        match &arguments[..end] {
            [] => Ok(Wanted { long: false, filter }),
            [flag] if flag == "--long" => Ok(Wanted { long: true, filter }),
            [other, ..] => Err(Failure::Usage(format!("`test` does not know `{other}`: a filter comes after `--`"))),
        }
    }

    fn prepare<'c>(&self, command: &'c mut Command, found: &Found) -> &'c mut Command {
        if self.long {
            command.env(environment::LONG, "1");
        }
        if let Some(server) = found.server {
            command.env(environment::POSTGRES, server);
        }
        if let Some(program) = &found.schemathesis {
            command.env(environment::SCHEMATHESIS, program);
        }
        if !self.filter.is_empty() {
            command.arg("--").args(self.filter);
        }
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_filter_comes_after_two_dashes() {
        let arguments = words("--long -- tasks --skip slow");
        let wanted = Wanted::parse(&arguments).unwrap();
        assert!(wanted.long);
        assert_eq!(wanted.filter, words("tasks --skip slow"));
    }

    #[test]
    fn a_filter_without_dashes_is_wrong_usage() {
        assert_eq!(Wanted::parse(&words("tasks")).unwrap_err().exit_code(), 64);
        assert_eq!(Wanted::parse(&words("--long --long")).unwrap_err().exit_code(), 64);
    }
}
