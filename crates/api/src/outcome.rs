//! What an operation came to.
use crate::{cookie::Cookie, events::Events, file::File, operation::Answer};
use base::{Error, Result};

/// What an operation came to.
pub enum Outcome {
    /// An answer, whole.
    Done(Done),
    /// Events, as they happen.
    Events(Events),
    /// A file, piece by piece.
    File(File),
}

impl Outcome {
    /// The answer, of an operation that gives one.
    pub fn done(self) -> Result<Done> {
        let why = match self {
            Self::Done(done) => return Ok(done),
            Self::Events(_) => "this operation streams; ask the server for it",
            Self::File(_) => "this operation sends a file; ask the server for it",
        };
        Err(Error::Conflict { why: why.into() })
    }
}

/// An answer, ready to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// The answer as JSON.
    pub body: Vec<u8>,
    /// Where the thing is, if one was made.
    pub location: Option<String>,
    /// How often the thing was changed.
    pub revision: Option<i64>,
    /// Where the next page starts.
    pub next: Option<String>,
    /// Where to follow from next, if it tells what changed.
    pub sync_token: Option<String>,
    /// The cookies that come with it.
    pub cookies: Vec<Cookie>,
    /// How many rows are left out of it because they cannot be read.
    pub unreadable: usize,
    /// Whether it is what was answered before to the same key.
    pub is_replay: bool,
}

impl Done {
    /// An answer; `body` is its JSON, where that is known already.
    pub(crate) fn of<O: Answer>(answer: O, body: Option<Vec<u8>>) -> Result<Self> {
        let (location, revision, next, sync_token, cookies) =
            (answer.location(), answer.revision(), answer.next(), answer.sync_token(), answer.cookies());
        let body = body.map_or_else(|| answer.body(), Ok)?;
        Ok(Self { body, location, revision, next, sync_token, cookies, unreadable: 0, is_replay: false })
    }
}
