//! `aiwfe serve`: from the configuration to the ready line, and from the signal to the end.
mod accept;
mod chores;
mod dashboard;
mod gate;
#[cfg(test)]
pub(crate) mod inhabited;
mod letters;
mod line;
mod listen;
mod monitoring;
#[cfg(test)]
mod panics;
mod readiness;
mod routes;
mod start;
mod stop;
#[cfg(test)]
mod tests;

use crate::{
    config::{Config, Server},
    data,
    exit::{Exit, Failure},
    failures::Recorder,
    house, keys,
    lock::Purpose,
    logging::Logging,
    migrate,
    output::Output,
};
use accept::Limits;
use account::{Record, TokenDoors};
use api::{App, Module, http::Edge};
use axum::Router;
use base::Clock;
use chores::Chores;
use routes::House;
use std::{
    future::pending,
    path::{Path, PathBuf, absolute},
    sync::Arc,
    time::Duration,
};
use stop::Signals;
use store::{Dialect, Store};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

/// How long the store may take to carry its log over at the end.
const STORE_PATIENCE: Duration = Duration::from_secs(4);

/// How long the record, and the record of failures, may take to be written at the end.
const RECORD_PATIENCE: Duration = Duration::from_secs(1);

/// What the server itself can be asked.
pub(crate) const MODULES: &[Module] = &[dashboard::MODULE];

/// Serves until a signal comes or the disk fails.
pub(crate) async fn serve(config: &Config, clock: &Clock, output: &Output, log: &Arc<Logging>) -> Result<(), Failure> {
    let is_new = data::make(&config.data)?;
    let desk = house::desk(&config.accounts)?;
    let _locks = house::lock(config, Purpose::Serve, clock).await?;
    let listener = listen::bind(&config.server.listen).await?;
    let url = listen::url(listener.local_addr().map_err(|error| listen::refused(&config.server.listen, &error))?);
    let mut signals = Signals::new()?;
    let recorder = record(&config.data, clock)?;
    let (failures, customs) = (Arc::new(recorder.clone()), Arc::new(config.customs.clone()));
    let edge = Edge { failures, customs, ..Edge::new(clock.clone(), config.server.deadline) };
    let house = House::new(edge, config.data.clone());
    let house = Arc::new(House { recorder: Some(recorder.clone()), log: Some(log.clone()), ..house });
    let readiness = house.readiness.clone();
    let (stop, stopped) = oneshot::channel();
    let mut server = spawn(listener, routes::all(&house), &config.server, stopped);
    let mut opened = None;
    let mut open = None;
    let work = async {
        let store = opened.insert(house::open(&config.database)?);
        let applied = start::until_sound(store, config, clock, &readiness, &url, output).await?;
        start::until_keys_fit(store, config, output).await?;
        keys::make(&config.data, clock)?;
        let app = open.insert(App::new(store.clone(), clock.clone(), Arc::new(TokenDoors::default())));
        app.lies_in(&config.data);
        app.furnish(config.customs.clone());
        app.furnish(desk);
        house.gate.unlock(app);
        let _chores = chores::of_server(app);
        let _console = letters::start(app, &url);
        let _watch = readiness.watch(store.clone()).await;
        ready(config, &url, &Beginning { is_new, applied }, store.dialect(), output)?;
        welcome(app, &url, output).await;
        Err(failing(store).await)
    };
    let outcome = tokio::select! {
        outcome = work => outcome,
        () = signals.next() => Ok(()),
        _ = &mut server => Err(Failure::new(Exit::Errors, "the server stopped by itself; the log says why")),
    };
    readiness.close();
    if let Some(app) = &open {
        app.stop();
    }
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
    recorder.flush(RECORD_PATIENCE).await;
    // What a failed disk holds is not written to again.
    let is_disk = outcome.as_ref().is_err_and(|failure| failure.exit == Exit::Disk);
    if let (Some(app), false) = (&open, is_disk) {
        close_record(app).await;
    }
    if let (Some(store), false) = (opened, is_disk) {
        let _ = tokio::time::timeout(STORE_PATIENCE, store.close()).await;
    }
    outcome
}

/// Where the first administrator comes in.
const FIRST_ADMINISTRATOR: &str = "/api/v1/auth/first-administrator";

/// Says how the first administrator comes in, while there is none.
async fn welcome(app: &App, url: &str, output: &Output) {
    match account::first_token(app).await {
        Ok(Some(token)) if output.json => {
            let (token, path) = (token.expose(), FIRST_ADMINISTRATOR);
            tracing::warn!(token, path, "nobody administers this house yet; this token makes its first administrator");
        }
        Ok(Some(token)) => {
            output.note("  next:     nobody administers this house yet. Its first administrator comes in with this one-time token:");
            output.note(&format!("            {}", token.expose()));
            output.note(&format!("            POST {url}{FIRST_ADMINISTRATOR} {{\"token\", \"email\", \"password\"}}"));
            output.note("            or is made here: `aiwfe user create NAME --email MAIL --admin`");
        }
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "whether somebody administers this house cannot be told"),
    }
}

/// Puts what is left on record, seals and signs it; what is not done in time, the next start does.
async fn close_record(app: &App) {
    match tokio::time::timeout(RECORD_PATIENCE, Record::of(app).close()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the record is not sealed to its end"),
        Err(_) => tracing::warn!("the record is not sealed to its end: that took too long"),
    }
}

/// The record of failures of a data directory; panics go there too.
fn record(data: &Path, clock: &Clock) -> Result<Recorder, Failure> {
    let recorder = Recorder::start(data)
        .map_err(|error| Failure::refused(format!("no threads can be had: {}", crate::exit::words(&error))))?;
    recorder.keep_panics(clock);
    Ok(recorder)
}

/// The product in this process, over a store whose schema is known to be right: every path with all that stands around it, and
/// what goes on beside, for as long as it is held.
pub struct Embedded {
    /// The paths.
    pub paths: Router,
    _chores: Chores,
    #[cfg_attr(not(test), expect(dead_code, reason = "only tests wait for it"))]
    recorder: Option<Recorder>,
}

impl Embedded {
    /// Starts it; ask within a runtime.
    pub fn start(app: &App, deadline: Duration) -> Self {
        // Without threads to be had, nothing is kept.
        let recorder = app.folder().and_then(|folder| Recorder::start(folder).ok());
        let mut edge = Edge { customs: app.part(), ..Edge::new(app.clock().clone(), deadline) };
        if let Some(recorder) = &recorder {
            edge.failures = Arc::new(recorder.clone());
        }
        let folder = app.folder().map_or_else(|| PathBuf::from("."), Path::to_owned);
        let house = Arc::new(House { recorder: recorder.clone(), ..House::new(edge, folder) });
        house.gate.unlock(app);
        house.readiness.assume();
        Self { paths: routes::all(&house), _chores: chores::start(app), recorder }
    }
}

fn spawn(listener: TcpListener, routes: Router, server: &Server, stopped: oneshot::Receiver<()>) -> JoinHandle<()> {
    let connections = server.connections.min(accept::affordable());
    if connections < server.connections {
        tracing::info!(connections, "the machine allows fewer open files than `server.connections`; see `ulimit -n`");
    }
    let limits = Limits { connections, head: accept::HEAD };
    tokio::spawn(accept::serve(listener, routes, limits, async {
        let _ = stopped.await;
    }))
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
    output
        .note(&format!("  api:      {url}/docs shows and tries it; `aiwfe doctor` checks everything; Ctrl-C stops it"));
    Ok(())
}
