//! Schemathesis, which asks a running server what its document promises, in a Python environment under the target folder.
use crate::environment;
use crate::shell::{self, Failure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The exact packages, each with its hashes.
const REQUIREMENTS: &str = "crates/aiwfe/tests/schemathesis/requirements.txt";

/// The program, installed where it is not yet; nothing where it cannot be.
pub(crate) fn program() -> Result<Option<PathBuf>, Failure> {
    match install() {
        Ok(program) => Ok(Some(program)),
        Err(failure) => {
            let message = format!("schemathesis cannot be installed, and does not run: {}", failure.message());
            if environment::is_ci() {
                return Err(Failure::Failed(message));
            }
            shell::loud(message);
            Ok(None)
        }
    }
}

fn install() -> Result<PathBuf, Failure> {
    let built = std::env::current_exe()?;
    let folder = built.ancestors().nth(2).unwrap_or(Path::new("target")).join("schemathesis");
    let (program, installed) = (folder.join("bin/schemathesis"), folder.join("requirements.txt"));
    let wanted = shell::root().join(REQUIREMENTS);
    // Written down last: an environment that is half filled, or filled with others, is made anew.
    if fs::read(&installed).ok() != Some(fs::read(&wanted)?) {
        shell::finish(Command::new("python3").args(["-c", "import ensurepip, tomllib, venv"]))?;
        shell::finish(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        let pip =
            ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--requirement"];
        shell::finish(Command::new(folder.join("bin/python")).args(pip).arg(&wanted))?;
        fs::copy(&wanted, &installed)?;
    }
    Ok(program)
}
