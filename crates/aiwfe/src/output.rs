//! What the program says: data to stdout, all else to stderr.
use crate::{
    exit::{Exit, Failure, words},
    mask,
};
use serde_json::Value;
use std::io::{self, IsTerminal, Write};

/// Where a command's answers go, and in which form.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Output {
    /// Whether data is for programs.
    pub(crate) json: bool,
}

impl Output {
    /// A line of data.
    pub(crate) fn line(&self, text: &str) -> Result<(), Failure> {
        self.write(mask::text(text).as_bytes())
    }

    /// An answer as it came, for it is whole only with all that it holds; laid out where a person reads it.
    pub(crate) fn answer(&self, body: &[u8]) -> Result<(), Failure> {
        let is_read_by_a_person = io::stdout().is_terminal() && !self.json;
        let value = is_read_by_a_person.then(|| serde_json::from_slice::<Value>(body).ok()).flatten();
        match value {
            Some(value) => self.write(format!("{value:#}").as_bytes()),
            None => self.write(body),
        }
    }

    /// A file as it is, and nothing after it.
    pub(crate) fn file(&self, bytes: &[u8]) -> Result<(), Failure> {
        self.write_with(bytes, b"")
    }

    fn write(&self, line: &[u8]) -> Result<(), Failure> {
        self.write_with(line, b"\n")
    }

    fn write_with(&self, bytes: &[u8], end: &[u8]) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.write_all(end)).and_then(|()| out.flush()) {
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
