//! Whether this machine can record.

use crate::environment;
use std::io::{self, Write};
use std::process::{Command, Stdio};

/// Whether strace is here and may trace; says so loudly where not, and fails where that must not pass unseen (CI).
pub fn can_record() -> bool {
    let tried = Command::new("strace").args(["-o", "/dev/null", "true"]).stdin(Stdio::null()).output();
    let why = match tried {
        Ok(output) if output.status.success() => return true,
        Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
        Err(error) => error.to_string(),
    };
    assert!(!environment::is_ci(), "the loss of power cannot be tested without strace: {why}");
    // Not `eprintln!`, which the test harness keeps to itself where a test passes.
    let skipped = format!("SKIPPED, NOT PASSED: the loss of power cannot be tested without strace: {why}\n");
    io::stderr().write_all(skipped.as_bytes()).expect("an error output");
    false
}
