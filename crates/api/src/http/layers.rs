//! What stands around every path, outermost first: the request's id, the security headers, the log, the problem document,
//! the net for panics, the deadline. The headers stand outside, so that they are on the answers of the layers too.
use super::fault::{Fault, render};
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
    task::Poll,
    time::Duration,
};
use tokio::time::Instant;

/// What the layers need.
#[derive(Clone)]
pub struct Edge {
    /// The time, and the ids.
    pub clock: Clock,
    /// How long a request may take.
    pub deadline: Duration,
}

/// The id of a request.
#[derive(Clone, Debug)]
pub(super) struct RequestId(pub(super) String);

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

/// Puts the layers around the paths. The last one added is the outermost.
pub fn around(paths: Router, edge: Edge) -> Router {
    paths
        .layer(from_fn_with_state(edge.clone(), deadline))
        .layer(from_fn(panics))
        .layer(from_fn_with_state(edge.clone(), problems))
        .layer(from_fn(log))
        .layer(from_fn(security))
        .layer(from_fn_with_state(edge, request_id))
}

async fn request_id(State(edge): State<Edge>, mut request: Request, next: Next) -> Response {
    let given = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).filter(|id| is_safe(id));
    let id = given.map_or_else(|| mint(&edge.clock), str::to_owned);
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
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

fn id_of(request: &Request) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}

async fn security(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in SECURITY {
        response.headers_mut().entry(name).or_insert(value);
    }
    response
}

/// One line for each request; never the query, which may hold a secret.
async fn log(request: Request, next: Next) -> Response {
    let (request_id, method, path) = (id_of(&request), request.method().clone(), request.uri().path().to_owned());
    let start = Instant::now();
    let response = next.run(request).await;
    let (status, ms) = (response.status().as_u16(), u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX));
    // Whoever watches asks all the time.
    match path.contains("health") || path.ends_with('z') {
        true => tracing::debug!(request_id, %method, path, status, ms, "request"),
        false => tracing::info!(request_id, %method, path, status, ms, "request"),
    }
    response
}

async fn problems(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let id = id_of(&request);
    render(next.run(request).await, edge.clock.now(), &id)
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
