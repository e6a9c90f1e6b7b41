//! What the writer is sent, and what a turn of it comes to.
use crate::{batch::Batch, error::Result};
use tokio::sync::oneshot;

/// What the writer is sent.
pub(crate) enum Work {
    /// A batch to write.
    Write(Job),
    /// To finish: everything sent before is answered first.
    Close,
}

/// A batch and where its answer goes.
pub(crate) struct Job {
    pub(crate) batch: Batch,
    pub(crate) answer: oneshot::Sender<Result<u64>>,
}

/// What a turn of the writer came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Nothing waits and nothing is open.
    Idle,
    /// Another process holds the file; the batch goes on waiting.
    Held,
    /// A batch was applied to the open group, or failed and was undone.
    Applied,
    /// A batch failed halfway: the open group was undone, and is applied once more with care.
    Again,
    /// So many batches were committed and answered.
    Committed(usize),
    /// So many batches were undone and told so.
    Failed(usize),
    /// Everything is answered, and the log carried over.
    Closed,
}
