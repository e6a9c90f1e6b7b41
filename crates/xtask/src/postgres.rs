//! The throw-away PostgreSQL that one test run shares.
use crate::shell::{self, Failure, Outcome};
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

/// A running `cluster` of testkit, which stops when its input ends: when this is dropped, and when we are killed.
pub(crate) struct Postgres {
    process: Child,
    url: String,
}

/// How `cluster` says that PostgreSQL is not installed.
const NOT_INSTALLED: i32 = 69;

impl Postgres {
    /// Builds the tests and starts the server; nothing where PostgreSQL is not installed.
    pub(crate) fn start() -> Result<Option<Self>, Failure> {
        build()?;
        let built = std::env::current_exe()?.with_file_name("cluster");
        // A process group of its own keeps Ctrl-C away from it: it ends after us, and cleans up.
        let mut process = Command::new(built).stdin(Stdio::piped()).stdout(Stdio::piped()).process_group(0).spawn()?;
        let mut url = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output).read_line(&mut url)?;
        }
        if !url.is_empty() {
            return Ok(Some(Postgres { process, url: url.trim_end().to_owned() }));
        }
        match process.wait()?.code() {
            Some(NOT_INSTALLED) => Ok(None),
            _ => Err(Failure::Failed("the throw-away PostgreSQL did not start".to_owned())),
        }
    }

    /// Where tests reach it.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        if let Err(error) = self.process.wait() {
            shell::loud(format!("the throw-away PostgreSQL may be left behind: {error}"));
        }
    }
}

/// Building `cluster` together with the tests builds no package twice.
fn build() -> Outcome {
    shell::finish(&mut shell::cargo(&["build", "--workspace", "--tests", "--bin", "cluster"]))
}
