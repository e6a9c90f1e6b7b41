//! What stands around every path. The security headers stand outside, so that they are on the answers of the layers too.
use super::{
    failed::Failures,
    fault::{Fault, render},
    passage::Passage,
    traffic::Traffic,
};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use base::{Clock, Error, Id};
use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    task::Poll,
    time::Duration,
};
use tokio::time::Instant;
use tower_http::compression::{
    CompressionLayer, Predicate,
    predicate::{NotForContentType, SizeAbove},
};

/// What the layers need.
#[derive(Clone)]
pub struct Edge {
    /// The time, and the ids.
    pub clock: Clock,
    /// How long a request may take.
    pub deadline: Duration,
    /// What is counted of the requests.
    pub traffic: Arc<Traffic>,
    /// Where those are kept that failed on our side.
    pub failures: Arc<dyn Failures>,
}

impl Edge {
    /// One that keeps nothing of what fails.
    pub fn new(clock: Clock, deadline: Duration) -> Self {
        Self { clock, deadline, traffic: Arc::default(), failures: Arc::new(()) }
    }
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest id that is taken over from a client.
const LONGEST_ID: usize = 64;

const SECURITY: [(HeaderName, HeaderValue); 7] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
        ),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("geolocation=(), microphone=(), camera=(), payment=()"),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// One layer: its name, and how it is put around what is inside it.
pub struct Layer {
    /// What it is called.
    pub name: &'static str,
    around: fn(Router, &Edge) -> Router,
}

/// Every layer, the outermost first. Authentication, limits and the body's own limit come inside them, with the path
/// (`adapter.rs`): they depend on what the path leads to.
pub const LAYERS: &[Layer] = &[
    Layer { name: "request id", around: |paths, edge| paths.layer(from_fn_with_state(edge.clone(), request_id)) },
    Layer { name: "security headers", around: |paths, _| paths.layer(from_fn(security)) },
    Layer { name: "log", around: |paths, edge| paths.layer(from_fn_with_state(edge.clone(), log)) },
    Layer { name: "compression", around: |paths, _| paths.layer(compression()) },
    Layer { name: "problems", around: |paths, edge| paths.layer(from_fn_with_state(edge.clone(), problems)) },
    Layer { name: "panics", around: |paths, _| paths.layer(from_fn(panics)) },
    Layer { name: "deadline", around: |paths, edge| paths.layer(from_fn_with_state(edge.clone(), deadline)) },
];

/// Puts the layers around the paths.
pub fn around(paths: Router, edge: &Edge) -> Router {
    LAYERS.iter().rev().fold(paths, |inside, layer| (layer.around)(inside, edge))
}

/// Answers that gain by it are sent smaller; a stream never waits for it.
fn compression() -> CompressionLayer<impl Predicate> {
    CompressionLayer::new()
        .compress_when(SizeAbove::new(1_024).and(NotForContentType::SSE).and(NotForContentType::IMAGES))
}

async fn request_id(State(edge): State<Edge>, mut request: Request, next: Next) -> Response {
    let given = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).filter(|id| is_safe(id));
    let id = given.map_or_else(|| mint(&edge.clock), str::to_owned);
    let passage = Passage::begin(id, &mut request);
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(passage.id()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

fn is_safe(id: &str) -> bool {
    let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    !id.is_empty() && id.len() <= LONGEST_ID && id.bytes().all(is_safe)
}

fn mint(clock: &Clock) -> String {
    let id = Id::new(clock);
    // The end of an id is where chance and the counter are.
    let end: String = id.as_bytes()[10..].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("req_{end}")
}

async fn security(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in SECURITY {
        response.headers_mut().entry(name).or_insert(value);
    }
    response
}

/// One line for each request; never the query, which may hold a secret.
async fn log(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let Some(passage) = Passage::of(request.extensions()) else { return next.run(request).await };
    let (start, running) = (Instant::now(), edge.traffic.begin());
    let response = next.run(request).await;
    let status = response.status().as_u16();
    running.end(status);
    tell(&passage, status, start.elapsed());
    response
}

fn tell(passage: &Passage, status: u16, took: Duration) {
    let (request_id, method, path, operation) =
        (passage.id(), passage.method().as_str(), passage.template(), passage.operation());
    let (ms, code) = (took.as_micros() as f64 / 1_000.0, passage.code().map(|code| code.name));
    match status {
        500.. => tracing::warn!(request_id, method, path, operation, status, code, ms, "request"),
        // Whoever watches asks all the time.
        _ if operation.is_none() && is_watching(path) => {
            tracing::debug!(request_id, method, path, operation, status, code, ms, "request");
        }
        _ => tracing::info!(request_id, method, path, operation, status, code, ms, "request"),
    }
}

fn is_watching(path: &str) -> bool {
    path.contains("health") || path.ends_with('z') || path.ends_with("/metrics")
}

async fn problems(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let Some(passage) = Passage::of(request.extensions()) else { return next.run(request).await };
    render(next.run(request).await, &edge, &passage)
}

async fn panics(request: Request, next: Next) -> Response {
    let mut run = Box::pin(next.run(request));
    let outcome = poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| run.as_mut().poll(context))) {
        Ok(Poll::Ready(response)) => Poll::Ready(Ok(response)),
        Ok(Poll::Pending) => Poll::Pending,
        Err(panic) => Poll::Ready(Err(panic)),
    });
    outcome.await.unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<&str>().map(ToString::to_string);
        let words = words.or_else(|| panic.downcast_ref::<String>().cloned());
        let cause = format!("panic: {}", words.unwrap_or_else(|| "without words".into()));
        Fault(Error::Internal { cause }).into_response()
    })
}

async fn deadline(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    match tokio::time::timeout(edge.deadline, next.run(request)).await {
        Ok(response) => response,
        // A read changes nothing; a write goes on in its own task.
        Err(_) => Fault(Error::Deadline { outcome_known: reads }).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::LAYERS;

    #[test]
    fn the_layers_stand_in_the_order_that_their_work_needs() {
        let names: Vec<&str> = LAYERS.iter().map(|layer| layer.name).collect();
        // The id is there before anything is told; the headers are on every answer, those of the layers too; the log hears the
        // status as it is sent; what is compressed is whole; a panic and a deadline become problems.
        assert_eq!(names, ["request id", "security headers", "log", "compression", "problems", "panics", "deadline"]);
    }
}
