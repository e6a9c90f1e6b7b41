//! The connections: so many at once and no more, each for as long as it behaves.
use super::line::Line;
use api::http::Peer;
use axum::{Router, body::Body};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{io, net::SocketAddr, pin::pin, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{mpsc, watch},
    task::JoinSet,
    time::sleep,
};
use tower::ServiceExt;

/// What connections are held to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// How many there may be at once.
    pub(super) connections: usize,
    /// How long the head of a request may take to come, counted from the end of the answer before it.
    pub(super) head: Duration,
}

/// How long the head of a request may take to come.
pub(super) const HEAD: Duration = Duration::from_secs(10);
/// How long to wait where the machine has nothing left to take a connection with.
const BREATH: Duration = Duration::from_secs(1);

/// How many files the process keeps for itself, where it may have many: the database, the log, the records.
const OWN_FILES: usize = 128;

/// How many connections the machine lets this process have at once, where it says.
pub(super) fn affordable() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let files =
        limits.lines().find_map(|line| line.strip_prefix("Max open files")?.split_whitespace().next()?.parse().ok());
    files.map_or(usize::MAX, |files: usize| files - OWN_FILES.min(files / 4))
}

/// Serves until it is stopped, then until the last request is answered; whoever stops waiting cuts every connection.
pub(super) async fn serve(listener: TcpListener, paths: Router, limits: Limits, stopped: impl Future<Output = ()>) {
    let (end, ending) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut stopped = pin!(stopped);
    let mut is_crowded = false;
    loop {
        tokio::select! {
            () = &mut stopped => break,
            (stream, peer) = accept(&listener), if connections.len() < limits.connections => {
                connections.spawn(converse(stream, Peer(peer.ip()), paths.clone(), limits.head, ending.clone()));
            }
            Some(_) = connections.join_next() => {}
        }
        match connections.len() {
            count if count == limits.connections && !is_crowded => {
                is_crowded = true;
                tracing::warn!(count, "as many connections as may be are open; more wait until one of them ends");
            }
            count if count <= limits.connections - limits.connections.div_ceil(10) => is_crowded = false,
            _ => {}
        }
    }
    drop(listener);
    end.send_replace(true);
    while connections.join_next().await.is_some() {}
}

/// The next connection; what stands in its way passes, or leaves with the client.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(connection) => return connection,
            Err(error) if is_of_client(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "no connection can be taken");
                sleep(BREATH).await;
            }
        }
    }
}

fn is_of_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

/// One connection to its end: request after request, and none more once it is all ending; or a WebSocket.
async fn converse(stream: TcpStream, peer: Peer, paths: Router, head: Duration, mut ending: watch::Receiver<bool>) {
    // What is written is written whole: there is nothing to gather.
    let _ = stream.set_nodelay(true);
    let answer = service_fn(|mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        paths.clone().oneshot(request.map(Body::new))
    });
    let (there, mut gone) = mpsc::channel(1);
    let line = TokioIo::new(Line::new(stream, ending.clone(), there));
    let outcome = {
        let mut builder = http1::Builder::new();
        let connection = builder.timer(TokioTimer::new()).header_read_timeout(head).serve_connection(line, answer);
        let mut connection = pin!(connection.with_upgrades());
        let ends = async {
            let _ = ending.wait_for(|ending| *ending).await;
        };
        tokio::select! {
            outcome = &mut connection => outcome,
            () = ends => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        }
    };
    if let Err(error) = outcome {
        tracing::trace!(%error, "a connection ended early");
    }
    // A WebSocket takes the line along, and counts until it ends.
    let _ = gone.recv().await;
}

#[cfg(test)]
mod tests;
