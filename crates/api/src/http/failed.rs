//! Requests that failed on our side, as they are kept for whoever asks why.
use super::passage::Passage;
use crate::Problem;
use base::{Error, Instant};
use serde::{Deserialize, Serialize};

/// A request that failed on our side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failed {
    /// When.
    pub at: Instant,
    /// The id of the request; empty where it was none that failed.
    pub request_id: String,
    /// The code of this occurrence, as the answer had it.
    pub code: String,
    /// The kind of error.
    pub kind: String,
    /// The status of the answer.
    pub status: u16,
    /// How it was asked.
    pub method: String,
    /// What was asked for, without its query.
    pub path: String,
    /// The operation it led to.
    pub operation: Option<String>,
    /// What was answered, and what led to it, the nearest cause first.
    pub causes: Vec<String>,
}

/// Keeps what failed. It is called while somebody waits: it neither waits nor fails.
pub trait Failures: Send + Sync {
    /// Keeps one.
    fn keep(&self, failed: Failed);
}

/// Nothing is kept.
impl Failures for () {
    fn keep(&self, _: Failed) {}
}

impl Failed {
    /// Of a request that ends with that error.
    pub(super) fn of(error: &Error, now: Instant, passage: &Passage) -> Self {
        let code = error.code();
        let causes = [error.to_string()].into_iter().chain(error.causes().into_iter().map(str::to_owned));
        Self {
            at: now,
            request_id: passage.id().into(),
            code: Problem::occurrence(code.status, passage.id()),
            kind: code.name.into(),
            status: code.status,
            method: passage.method().to_string(),
            path: passage.kept_path().into(),
            operation: passage.operation().map(str::to_owned),
            causes: causes.collect(),
        }
    }
}
