//! Keeps the record beside the requests: what was done is sealed, what was refused is written.
use super::{
    sealer::Sealer,
    verify::{self, Verified},
    violations,
};
use api::App;
use base::Result;
use std::{path::Path, time::Duration};

/// How long to wait at most before looking again.
const LOOK: Duration = Duration::from_millis(500);
/// How long to wait at least: what comes meanwhile is sealed in one piece.
const BREATH: Duration = Duration::from_millis(250);
/// How long to wait after something went wrong.
const PATIENCE: Duration = Duration::from_secs(5);

/// The record of a house, as one process keeps it.
pub struct Record {
    app: App,
    sealer: Sealer,
}

impl Record {
    /// The record of that house.
    pub fn of(app: &App) -> Self {
        Self { app: app.clone(), sealer: Sealer::new(app) }
    }

    /// Keeps it for as long as the process lives.
    pub async fn keep(mut self) {
        let mut changed = self.app.store().changed();
        loop {
            changed.mark_unchanged();
            let pause = match self.turn().await {
                Ok(()) => BREATH,
                Err(error) => {
                    tracing::warn!(%error, causes = error.causes().join("; "), "the record is not up to date");
                    PATIENCE
                }
            };
            tokio::time::sleep(pause).await;
            let _ = tokio::time::timeout(LOOK, changed.changed()).await;
        }
    }

    /// Writes what was refused, seals what was done, and signs if it is time to.
    pub async fn turn(&mut self) -> Result<()> {
        self.work(false).await
    }

    /// The same at the end: nothing waits any longer, and what is sealed is signed.
    pub async fn close(&mut self) -> Result<()> {
        self.work(true).await
    }

    async fn work(&mut self, is_end: bool) -> Result<()> {
        // Neither keeps the other from being done.
        let kept = violations::keep(&self.app, is_end).await;
        self.sealer.seal(is_end).await.and(kept)
    }

    /// Compares the record with its seals, and those with the checkpoints; they lie where the data lies, or in that file.
    pub async fn verify(app: &App, checkpoints: Option<&Path>) -> Result<Verified> {
        verify::verify(app, checkpoints).await
    }
}
