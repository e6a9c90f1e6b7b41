//! Programs of other people in Python, where `cargo xtask test` has installed them.
use serde_json::Value;
use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use testkit::environment;

/// The Python that has a package; where there is none the test says so and has nothing to do.
pub(crate) fn with(package: &str) -> Option<PathBuf> {
    let python = environment::python();
    if python.is_none() {
        eprintln!("there is no Python with {package}: nothing is compared with it");
    }
    python
}

/// What a script of this folder answers.
pub(crate) fn ask(python: &Path, script: &str, asked: &Value) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ical").join(script);
    let mut command = Command::new(python);
    command.arg(&script).env_clear().env("PYTHONDONTWRITEBYTECODE", "1");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let asked = asked.to_string();
    let writer = std::thread::spawn(move || input.write_all(asked.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "{}: {}", script.display(), output.status);
    serde_json::from_slice(&output.stdout).unwrap()
}
