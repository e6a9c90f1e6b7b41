//! `aiwfe serve`: from the configuration to the ready line, and from the signal to the end.
mod listen;
mod readiness;
mod routes;
mod start;
mod stop;
#[cfg(test)]
mod tests;

use crate::{
    config::Config,
    data,
    exit::{Exit, Failure},
    house,
    lock::Purpose,
    migrate,
    output::Output,
};
use axum::Router;
use base::Clock;
use readiness::Readiness;
use std::{future::pending, path::absolute, time::Duration};
use stop::Signals;
use store::{Dialect, Store};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

/// How long the store may take to carry its log over at the end.
const STORE_PATIENCE: Duration = Duration::from_secs(4);

/// Serves until a signal comes or the disk fails.
pub(crate) async fn serve(config: &Config, clock: &Clock, output: &Output) -> Result<(), Failure> {
    let is_new = data::make(&config.data)?;
    let _locks = house::lock(config, Purpose::Serve, clock).await?;
    let listener = listen::bind(&config.server.listen).await?;
    let url = listen::url(listener.local_addr().map_err(|error| listen::refused(&config.server.listen, &error))?);
    let mut signals = Signals::new()?;
    let readiness = Readiness::new();
    let (stop, stopped) = oneshot::channel();
    let mut server = spawn(listener, routes::all(clock, &readiness, config.server.deadline), stopped);
    let mut opened = None;
    let work = async {
        let store = opened.insert(house::open(&config.database)?);
        let applied = start::until_sound(store, config, clock, &readiness, &url, output).await?;
        let _watch = readiness.watch(store.clone()).await;
        ready(config, &url, &Beginning { is_new, applied }, store.dialect(), output)?;
        Err(failing(store).await)
    };
    let outcome = tokio::select! {
        outcome = work => outcome,
        () = signals.next() => Ok(()),
        _ = &mut server => Err(Failure::new(Exit::Errors, "the server stopped by itself; the log says why")),
    };
    readiness.close();
    let _ = stop.send(());
    if outcome.is_ok() {
        // A second signal is the wish not to wait.
        tokio::select! {
            _ = tokio::time::timeout(config.server.shutdown, &mut server) => (),
            () = signals.next() => (),
        }
        tracing::info!("stopped");
    }
    server.abort();
    // What a failed disk holds is not written to again.
    let is_disk = outcome.as_ref().is_err_and(|failure| failure.exit == Exit::Disk);
    if let (Some(store), false) = (opened, is_disk) {
        let _ = tokio::time::timeout(STORE_PATIENCE, store.close()).await;
    }
    outcome
}

fn spawn(listener: TcpListener, routes: Router, stopped: oneshot::Receiver<()>) -> JoinHandle<()> {
    let until = async {
        let _ = stopped.await;
    };
    // Serving never fails: what cannot be accepted is tried again.
    tokio::spawn(async {
        let _ = axum::serve(listener, routes).with_graceful_shutdown(until).await;
    })
}

/// Waits for the disk to fail.
async fn failing(store: &Store) -> Failure {
    let mut fatal = store.fatal();
    match fatal.wait_for(Option::is_some).await.map(|why| why.clone().unwrap_or_default()) {
        Ok(why) => Failure::new(
            Exit::Disk,
            format!("the disk failed ({why}); what was acknowledged is safe; see to the disk and start again"),
        ),
        Err(_) => pending().await,
    }
}

struct Beginning {
    is_new: bool,
    applied: Vec<i64>,
}

/// Says where it listens, where the data is and what to do next.
fn ready(config: &Config, url: &str, beginning: &Beginning, dialect: Dialect, output: &Output) -> Result<(), Failure> {
    tracing::info!(url, applied = migrate::steps(&beginning.applied), "ready");
    if output.json {
        return output.value(&serde_json::json!({ "url": url }));
    }
    let data = absolute(&config.data).unwrap_or_else(|_| config.data.clone());
    let made = if beginning.is_new { ", made just now" } else { "" };
    let database = match dialect {
        Dialect::Sqlite => "SQLite".to_owned(),
        Dialect::Postgres => config.database.location.to_string(),
    };
    output.note(&format!("AI Workflow Engine is ready at {url}"));
    output.note(&format!("  data:     {}{made}", data.display()));
    output.note(&format!("  database: {database}"));
    output.note(&format!("  next:     open {url}/health, or check everything with `aiwfe doctor`; Ctrl-C stops it"));
    Ok(())
}
