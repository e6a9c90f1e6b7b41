//! What goes on beside the requests: following the change log, forgetting what is to be forgotten, keeping the record.
use crate::{keys, wiring};
use account::Record;
use api::{App, Job, Module};
use std::time::Duration;
use tokio::task::AbortHandle;

/// How often what is to be forgotten is forgotten.
const SWEEP: Duration = Duration::from_secs(10 * 60);

/// Ends the chores when it is dropped.
pub(super) struct Chores(Vec<AbortHandle>);

impl Drop for Chores {
    fn drop(&mut self) {
        self.0.iter().for_each(AbortHandle::abort);
    }
}

/// Starts the chores of a server: these, keeping the record, and reading the words of what was written, which a test does when it likes.
pub(super) fn of_server(app: &App) -> Chores {
    let mut chores = start(app);
    chores.0.push(tokio::spawn(Record::of(app).keep()).abort_handle());
    chores.0.push(tokio::spawn(api::search::keep(app.clone(), work::SHELVES)).abort_handle());
    chores
}

/// Starts the chores that go by themselves.
pub(super) fn start(app: &App) -> Chores {
    let follow = tokio::spawn(app.log().clone().follow());
    let house = app.clone();
    let sweep = tokio::spawn(async move {
        loop {
            sweep(&house, wiring::MODULES).await;
            if let Err(error) = keys::reseal(&house).await {
                tracing::warn!(%error, "what is sealed under older keys stays so for now");
            }
            tokio::time::sleep(SWEEP).await;
        }
    });
    let jobs = wiring::MODULES.iter().flat_map(|of_crate| of_crate.iter()).flat_map(|module| module.jobs);
    let jobs = jobs.map(|job| tokio::spawn(again_and_again(app.clone(), *job)).abort_handle());
    Chores([follow.abort_handle(), sweep.abort_handle()].into_iter().chain(jobs).collect())
}

/// Does a job from time to time; what fails is tried again the next time.
async fn again_and_again(app: App, job: Job) {
    loop {
        if let Err(error) = (job.run)(app.clone()).await {
            tracing::warn!(job = job.name, %error, "a job could not be done");
        }
        tokio::time::sleep(job.every).await;
    }
}

/// Forgets what each module says is to be forgotten by now.
async fn sweep(app: &App, modules: &[&[Module]]) {
    let modules = modules.iter().flat_map(|of_crate| of_crate.iter());
    for (name, sweep) in modules.filter_map(|module| Some((module.name, module.sweep?))) {
        match app.store().write(sweep(app.clock().now())).await {
            Ok(0) => {}
            Ok(rows) => tracing::info!(module = name, rows, "forgotten"),
            Err(error) => tracing::warn!(module = name, %error, "cannot forget what is to be forgotten"),
        }
    }
}
