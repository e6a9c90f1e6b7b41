//! What is counted of the writes of a store, whichever engine it has.
use crate::error::Result;
use base::meter::{Counter, Exposition, Histogram};
use std::time::Duration;

/// Bounds in seconds: from a disk that confirms at once to one, or a server, that hangs.
const COMMIT_SECONDS: &[f64] = &[0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// Bounds in batches.
const GROUP_BATCHES: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 1_024.0, 4_096.0];

/// The writes of a store.
pub(crate) struct Writes {
    committed: Counter,
    failed: Counter,
    commit_seconds: Histogram,
    /// Groups that were committed, by how many batches were written with each.
    groups: Histogram,
}

impl Writes {
    /// None, yet.
    pub(crate) fn new() -> Self {
        let (commit_seconds, groups) = (Histogram::new(COMMIT_SECONDS), Histogram::new(GROUP_BATCHES));
        Self { committed: Counter::default(), failed: Counter::default(), commit_seconds, groups }
    }

    /// Counts a batch by what became of it.
    pub(crate) fn ended(&self, outcome: &Result<u64>) {
        match outcome {
            Ok(_) => self.committed.increment(),
            Err(_) => self.failed(),
        }
    }

    /// Counts a batch that was not written.
    pub(crate) fn failed(&self) {
        self.failed.increment();
    }

    /// Counts a commit that took so long. One with which nothing was written tells nothing of the disk.
    pub(crate) fn committed(&self, batches: usize, took: Duration) {
        if batches > 0 {
            self.commit_seconds.observe(took.as_secs_f64());
            self.groups.observe(batches as f64);
        }
    }

    /// Writes them all down, with how many wait.
    pub(crate) fn expose(&self, queued: usize, labels: &[(&str, &str)], out: &mut Exposition) {
        let groups = self.groups.snapshot();
        out.counter("aiwfe_store_batches_committed_total", "Batches that were written.")
            .value(labels, self.committed.value() as f64);
        out.counter("aiwfe_store_batches_failed_total", "Batches that were not written, or not for certain.")
            .value(labels, self.failed.value() as f64);
        out.histogram("aiwfe_store_commit_seconds", "How long commits took that succeeded.")
            .value(labels, &self.commit_seconds.snapshot());
        out.counter("aiwfe_store_groups_committed_total", "Groups of batches that were committed together.")
            .value(labels, groups.count as f64);
        out.histogram("aiwfe_store_group_batches", "How many batches were written with each group.")
            .value(labels, &groups);
        out.gauge("aiwfe_store_queued_batches", "Batches that wait for their turn.").value(labels, queued as f64);
    }
}
