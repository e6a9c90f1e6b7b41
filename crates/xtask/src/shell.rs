//! Runs other programs and says how they ended.
use crate::environment;
use std::fmt::Display;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why a command did not succeed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It was called wrongly.
    Usage(String),
    /// It ran and something does not hold.
    Failed(String),
}

/// How a command ends.
pub(crate) type Outcome = Result<(), Failure>;

impl Failure {
    /// The one sentence to print.
    pub(crate) fn message(&self) -> &str {
        let (Failure::Usage(message) | Failure::Failed(message)) = self;
        message
    }

    /// 64 is `EX_USAGE`.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Failure::Usage(_) => 64,
            Failure::Failed(_) => 1,
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Failed(error.to_string())
    }
}

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    environment::package_folder().ancestors().nth(2).map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// Cargo with these arguments, in the folder of the workspace.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.args(arguments).current_dir(root());
    cargo
}

/// Runs a program to its end, with our output.
pub(crate) fn finish(command: &mut Command) -> Outcome {
    let name = shown(command);
    let status = command.status().map_err(|error| Failure::Failed(format!("`{name}` cannot be started: {error}")))?;
    if status.success() { Ok(()) } else { Err(Failure::Failed(format!("`{name}` failed: {status}"))) }
}

/// Becomes another program: signals, input and exit code are its own.
pub(crate) fn become_program(command: &mut Command) -> Outcome {
    let error = command.exec();
    Err(Failure::Failed(format!("`{}` cannot be started: {error}", shown(command))))
}

/// What a program prints, or nothing where it cannot run.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// Says something that nobody may overlook.
pub(crate) fn loud(message: impl Display) {
    eprintln!("\n!!! {message}\n");
}

/// Refuses arguments where a command takes none.
pub(crate) fn no_arguments(command: &str, arguments: &[String]) -> Outcome {
    match arguments.first() {
        None => Ok(()),
        Some(first) => Err(Failure::Usage(format!("`{command}` takes no arguments, and `{first}` was given"))),
    }
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_program_is_named_with_its_arguments() {
        let failure = finish(Command::new("sh").args(["-c", "exit 3"])).unwrap_err();
        assert_eq!(failure.message(), "`sh -c exit 3` failed: exit status: 3");
        assert_eq!(failure.exit_code(), 1);
    }

    #[test]
    fn wrong_usage_exits_64() {
        assert_eq!(no_arguments("lint", &["--fast".to_owned()]).unwrap_err().exit_code(), 64);
    }
}
