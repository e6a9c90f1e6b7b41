//! The record of failures: every request that failed on our side, in two files of bounded size that outlive the log.
mod files;
#[cfg(test)]
mod tests;

pub(crate) use files::read;

use crate::mask;
use api::http::{Failed, Failures};
use base::{
    Clock,
    meter::{Counter, Exposition},
};
use files::Files;
use std::{
    io, panic,
    path::Path,
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};

/// How many may wait to be written.
const MOST_WAITING: usize = 1_024;

/// Writes what failed on a thread of its own: whoever waits for an answer does not wait for this. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Recorder {
    queue: SyncSender<Work>,
    meters: Arc<Meters>,
}

#[derive(Default)]
struct Meters {
    kept: Counter,
    dropped: Counter,
}

enum Work {
    Keep(Box<Failed>),
    /// To say when everything sent before is written.
    Flush(SyncSender<()>),
}

impl Recorder {
    /// One that writes into the data directory.
    pub(crate) fn start(data: &Path) -> io::Result<Self> {
        let (queue, work) = sync_channel(MOST_WAITING);
        let (meters, files) = (Arc::<Meters>::default(), Files::of(data));
        let counted = meters.clone();
        thread::Builder::new().name("failures".into()).spawn(move || write(&work, files, &counted))?;
        Ok(Self { queue, meters })
    }

    /// Keeps panics too, wherever they happen; what was done on a panic before is done after that.
    pub(crate) fn keep_panics(&self, clock: &Clock) {
        let (recorder, clock, before) = (self.clone(), clock.clone(), panic::take_hook());
        panic::set_hook(Box::new(move |panic| {
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            let words = panic.payload_as_str().unwrap_or("without words");
            let [request_id, code, method, path] = std::array::from_fn(|_| String::new());
            let (kind, causes) = ("panic".into(), vec![format!("panic: {words}"), format!("at {place}")]);
            recorder.keep(Failed {
                at: clock.now(),
                request_id,
                code,
                kind,
                status: 500,
                method,
                path,
                operation: None,
                causes,
            });
            before(panic);
        }));
    }

    /// Waits until what was kept before is written, or for so long.
    pub(crate) async fn flush(&self, patience: Duration) {
        let (written, is_written) = sync_channel(1);
        let queue = self.queue.clone();
        let wait = move || queue.send(Work::Flush(written)).is_ok() && is_written.recv_timeout(patience).is_ok();
        let _ = tokio::time::timeout(patience, tokio::task::spawn_blocking(wait)).await;
    }

    /// Writes down what was counted.
    pub(crate) fn expose(&self, out: &mut Exposition) {
        out.counter(
            "aiwfe_failures_kept_total",
            "Requests that failed on our side, and are in the record of failures.",
        )
        .value(&[], self.meters.kept.value() as f64);
        out.counter("aiwfe_failures_dropped_total", "Failures that could not be put on the record.")
            .value(&[], self.meters.dropped.value() as f64);
    }
}

impl Failures for Recorder {
    fn keep(&self, failed: Failed) {
        if self.queue.try_send(Work::Keep(Box::new(failed))).is_err() {
            self.meters.dropped.increment();
        }
    }
}

fn write(work: &Receiver<Work>, mut files: Files, meters: &Meters) {
    for work in work {
        match work {
            Work::Keep(failed) => match files.append(&masked(*failed)) {
                Ok(()) => meters.kept.increment(),
                Err(error) => {
                    meters.dropped.increment();
                    tracing::warn!(%error, "a failure cannot be put on the record");
                }
            },
            Work::Flush(written) => {
                // Nobody waits for it any more.
                let _ = written.send(());
            }
        }
    }
}

/// The same without secrets.
fn masked(failed: Failed) -> Failed {
    let path = mask::secrets(&failed.path);
    let causes = failed.causes.iter().map(|cause| mask::secrets(cause)).collect();
    Failed { path, causes, ..failed }
}
