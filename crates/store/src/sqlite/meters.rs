//! What is counted of a file.
use super::Sqlite;
use base::meter::{Counter, Exposition};

const LABELS: &[(&str, &str)] = &[("engine", "sqlite")];

/// What the readers count.
#[derive(Default)]
pub(crate) struct Reads {
    /// Reads that began where they were asked.
    pub(super) inline: Counter,
    /// Those of them that went on to the scan pool.
    pub(super) moved: Counter,
}

impl Sqlite {
    /// Writes down what was counted since the file was opened.
    pub(crate) fn expose(&self, out: &mut Exposition) {
        let queued = self.work.max_capacity() - self.work.capacity();
        self.writes.expose(queued, LABELS, out);
        out.counter("aiwfe_store_reads_inline_total", "Reads that began on the thread that asked.")
            .value(LABELS, self.readers.reads.inline.value() as f64);
        out.counter("aiwfe_store_reads_moved_total", "Inline reads that turned out long and went on to the scan pool.")
            .value(LABELS, self.readers.reads.moved.value() as f64);
    }
}
