//! What is counted of a file.
use super::Sqlite;
use crate::meters::Writes;
use base::meter::{Counter, Exposition, Histogram};
use std::time::Duration;

/// Bounds in batches.
const GROUP_BATCHES: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 1_024.0, 4_096.0];
const LABELS: &[(&str, &str)] = &[("engine", "sqlite")];

/// What the writer counts.
pub(crate) struct Meters {
    pub(super) writes: Writes,
    /// Groups that were committed, by how many batches were written with each.
    groups: Histogram,
}

/// What the readers count.
#[derive(Default)]
pub(crate) struct Reads {
    /// Reads that began where they were asked.
    pub(super) inline: Counter,
    /// Those of them that went on to the scan pool.
    pub(super) moved: Counter,
}

impl Meters {
    pub(super) fn new() -> Self {
        Self { writes: Writes::new(), groups: Histogram::new(GROUP_BATCHES) }
    }

    /// Counts a commit that took so long. One with which nothing was written tells nothing of the disk.
    pub(super) fn committed(&self, batches: usize, took: Duration) {
        if batches > 0 {
            self.writes.committed_in(took);
            self.groups.observe(batches as f64);
        }
    }
}

impl Sqlite {
    /// Writes down what was counted since the file was opened.
    pub(crate) fn expose(&self, out: &mut Exposition) {
        let groups = self.meters.groups.snapshot();
        let queued = self.work.max_capacity() - self.work.capacity();
        self.meters.writes.expose(LABELS, out);
        out.counter("aiwfe_store_groups_committed_total", "Groups of batches that were committed together.")
            .value(LABELS, groups.count as f64);
        out.histogram("aiwfe_store_group_batches", "How many batches were written with each group.")
            .value(LABELS, &groups);
        out.gauge("aiwfe_store_queued_batches", "Batches that wait for the writer.").value(LABELS, queued as f64);
        out.counter("aiwfe_store_reads_inline_total", "Reads that began on the thread that asked.")
            .value(LABELS, self.readers.reads.inline.value() as f64);
        out.counter("aiwfe_store_reads_moved_total", "Inline reads that turned out long and went on to the scan pool.")
            .value(LABELS, self.readers.reads.moved.value() as f64);
    }
}
