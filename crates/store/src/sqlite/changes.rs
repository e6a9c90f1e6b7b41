//! Noticing that something was committed, here or by another process beside us.
use super::Sqlite;
use std::{
    sync::{Arc, OnceLock, Weak},
    time::Duration,
};
use tokio::sync::watch;

/// How often the file is asked whether another process has written.
const LOOK: Duration = Duration::from_millis(250);

/// A number that goes up; another process's writes are noticed as soon as somebody wants to know.
pub(crate) struct Changes {
    count: watch::Sender<u64>,
    looking: OnceLock<()>,
}

impl Changes {
    pub(crate) fn new() -> Self {
        Self { count: watch::channel(0).0, looking: OnceLock::new() }
    }

    pub(crate) fn happened(&self) {
        self.count.send_modify(|count| *count += 1);
    }
}

impl Sqlite {
    /// The number, and from now on a look at the file for what others write.
    pub(crate) fn changed(self: Arc<Self>) -> watch::Receiver<u64> {
        self.changes.looking.get_or_init(|| drop(tokio::spawn(look(Arc::downgrade(&self)))));
        self.changes.count.subscribe()
    }
}

async fn look(engine: Weak<Sqlite>) {
    let mut last = None;
    while let Some(engine) = engine.upgrade() {
        // A file that cannot be read just now is looked at again; whoever reads it will hear why.
        if let Ok(version) = engine.readers.data_version() {
            if last.is_some_and(|last| last != version) {
                engine.changes.happened();
            }
            last = Some(version);
        }
        drop(engine);
        tokio::time::sleep(LOOK).await;
    }
}
