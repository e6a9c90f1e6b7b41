//! What is wrong with a text, and where.
use std::{error, fmt};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The byte at which it begins, counted from 0.
    pub at: usize,
    /// In words.
    pub message: String,
}

impl Flaw {
    pub(crate) fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "at {}: {}", self.at, self.message)
    }
}

impl error::Error for Flaw {}
