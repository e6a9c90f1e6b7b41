//! What stands around every path. The security headers stand outside, so that they are on the answers of the layers too.
use super::{
    cors::cors,
    customs::Customs,
    failed::Failures,
    fault::{Fault, render},
    passage::Passage,
    site,
    traffic::Traffic,
};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use base::{Clock, Error, Id};
use std::{
    convert::Infallible,
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    sync::Arc,
    task::Poll,
    time::Duration,
};
use tokio::time::Instant;
use tower::{Layer as _, ServiceExt, service_fn};
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
    /// What requests are held to, wherever they lead.
    pub customs: Arc<Customs>,
}

impl Edge {
    /// One that keeps nothing of what fails, and knows no other sites.
    pub fn new(clock: Clock, deadline: Duration) -> Self {
        Self { clock, deadline, traffic: Arc::default(), failures: Arc::new(()), customs: Arc::default() }
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
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        ),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("geolocation=(), microphone=(), camera=(), payment=()"),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Whoever has come over a safe connection once comes over no other for a year; told only there, as the standard has it.
const STAY_SAFE: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// An answer, some time.
pub(super) type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

/// One layer: its name, and how it passes a request on to what is inside it.
pub struct Layer {
    /// What it is called.
    pub name: &'static str,
    pass: fn(Request, Inside) -> Answering,
}

/// Every layer, the outermost first. Authentication, limits and the body's own limit come inside them, with the path
/// (`adapter.rs`): they depend on what the path leads to.
pub const LAYERS: &[Layer] = &[
    Layer { name: "arrival", pass: |request, inside| Box::pin(arrival(request, inside)) },
    Layer { name: "security headers", pass: |request, inside| Box::pin(security(request, inside)) },
    Layer { name: "log", pass: |request, inside| Box::pin(log(request, inside)) },
    Layer { name: "other sites", pass: |request, inside| Box::pin(cors(request, inside)) },
    Layer { name: "compression", pass: |request, inside| Box::pin(compression(request, inside)) },
    Layer { name: "problems", pass: |request, inside| Box::pin(problems(request, inside)) },
    Layer { name: "panics", pass: |request, inside| Box::pin(panics(request, inside)) },
    Layer { name: "deadline", pass: |request, inside| Box::pin(deadline(request, inside)) },
];

/// What is inside a layer: the other layers, and the paths.
#[derive(Clone)]
pub(super) struct Inside {
    layers: &'static [Layer],
    pub(super) edge: Arc<Edge>,
    paths: Next,
}

impl Inside {
    pub(super) fn answer(mut self, request: Request) -> Answering {
        match self.layers.split_first() {
            Some((first, rest)) => {
                self.layers = rest;
                (first.pass)(request, self)
            }
            None => Box::pin(self.paths.run(request)),
        }
    }
}

/// Puts the layers around the paths: all of them as one, for each that tower knows of is cloned with every request.
pub fn around(paths: Router, edge: &Edge) -> Router {
    let edge = Arc::new(edge.clone());
    paths.layer(from_fn_with_state(edge, async |State(edge): State<Arc<Edge>>, request: Request, paths: Next| {
        Inside { layers: LAYERS, edge, paths }.answer(request).await
    }))
}

/// Answers that gain by it are sent smaller, to whoever takes them; a stream never waits for it.
async fn compression(request: Request, inside: Inside) -> Response {
    if !request.headers().contains_key(header::ACCEPT_ENCODING) {
        return inside.answer(request).await;
    }
    let gains = SizeAbove::new(1_024).and(NotForContentType::SSE).and(NotForContentType::IMAGES);
    let inside = service_fn(move |request| {
        let answer = inside.clone().answer(request);
        async { Ok::<_, Infallible>(answer.await) }
    });
    let answer = CompressionLayer::new().compress_when(gains).layer(inside).oneshot(request).await;
    answer.unwrap_or_else(|never| match never {}).map(Body::new)
}

/// What is known of a request as it comes: where it is from, and its id.
async fn arrival(mut request: Request, inside: Inside) -> Response {
    let address = inside.edge.customs.receive(&mut request);
    let given = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).filter(|id| is_safe(id));
    let id = given.map_or_else(|| mint(&inside.edge.clock), str::to_owned);
    let passage = Passage::begin(id, address, &mut request);
    let mut response = inside.answer(request).await;
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

async fn security(request: Request, inside: Inside) -> Response {
    let is_https = site::is_https(request.headers());
    let mut response = inside.answer(request).await;
    for (name, value) in SECURITY {
        response.headers_mut().entry(name).or_insert(value);
    }
    if is_https {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, STAY_SAFE);
    }
    response
}

/// One line for each request; never the query, which may hold a secret.
async fn log(request: Request, inside: Inside) -> Response {
    let Some(passage) = Passage::of(request.extensions()) else { return inside.answer(request).await };
    let edge = inside.edge.clone();
    let (start, running) = (Instant::now(), edge.traffic.begin());
    let response = inside.answer(request).await;
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

async fn problems(request: Request, inside: Inside) -> Response {
    let Some(passage) = Passage::of(request.extensions()) else { return inside.answer(request).await };
    let edge = inside.edge.clone();
    render(inside.answer(request).await, &edge, &passage)
}

async fn panics(request: Request, inside: Inside) -> Response {
    let mut run = pin!(inside.answer(request));
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

async fn deadline(request: Request, inside: Inside) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    match tokio::time::timeout(inside.edge.deadline, inside.answer(request)).await {
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
        // The address and the id are there before anything is told; the headers are on every answer, those of the layers too; the
        // log hears the status as it is sent; other sites may read every answer, problems too; what is compressed is whole; a
        // panic and a deadline become problems.
        let expected =
            ["arrival", "security headers", "log", "other sites", "compression", "problems", "panics", "deadline"];
        assert_eq!(names, expected);
    }
}
