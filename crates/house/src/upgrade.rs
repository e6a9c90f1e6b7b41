//! A request that asks for another protocol: it needs a line, which ends once it was answered.
use api::http::Peer;
use axum::{
    Router,
    body::Body,
    http::{Request, Response},
};
use hyper::{body::Incoming, client, server, service::service_fn};
use hyper_util::rt::TokioIo;
use tower::ServiceExt;

/// How much of what is sent waits for the other end.
const WAITING_BYTES: usize = 64 * 1024;

/// Asks over a line of its own.
pub(super) async fn ask(paths: Router, request: Request<Body>) -> Response<Body> {
    let (ours, theirs) = tokio::io::duplex(WAITING_BYTES);
    let peer = request.extensions().get::<Peer>().copied();
    let answer = service_fn(move |mut request: Request<Incoming>| {
        if let Some(peer) = peer {
            request.extensions_mut().insert(peer);
        }
        paths.clone().oneshot(request.map(Body::new))
    });
    tokio::spawn(server::conn::http1::Builder::new().serve_connection(TokioIo::new(theirs), answer).with_upgrades());
    let (mut sender, line) = client::conn::http1::handshake(TokioIo::new(ours)).await.expect("a line");
    tokio::spawn(line.with_upgrades());
    sender.send_request(request).await.expect("an answer").map(Body::new)
}
