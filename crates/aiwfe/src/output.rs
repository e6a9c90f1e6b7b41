//! What the program says: data to stdout, all else to stderr.
use crate::{
    exit::{Exit, Failure, words},
    mask,
};
use serde_json::Value;
use std::io::{self, Write};

/// Where a command's answers go, and in which form.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Output {
    /// Whether data is for programs.
    pub(crate) json: bool,
}

impl Output {
    /// A line of data.
    pub(crate) fn line(&self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        match writeln!(out, "{}", mask::text(text)).and_then(|()| out.flush()) {
            // Who has read enough closes the pipe.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Failure::new(Exit::Disk, format!("the output cannot be written: {}", words(&error))))
            }
            _ => Ok(()),
        }
    }

    /// A document of data.
    pub(crate) fn value(&self, value: &Value) -> Result<(), Failure> {
        self.line(&value.to_string())
    }

    /// A word to the person at the terminal.
    pub(crate) fn note(&self, text: &str) {
        // Nobody is left to be told that stderr is gone.
        let _ = writeln!(io::stderr(), "{}", mask::text(text));
    }
}
