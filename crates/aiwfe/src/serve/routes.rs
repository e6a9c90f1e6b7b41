//! The paths there are.
use super::{gate::Gate, monitoring, readiness::Readiness};
use crate::{failures::Recorder, logging::Logging, pages};
use api::http::{Edge, Fault, around};
use axum::{
    Json, Router,
    extract::{Request, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use base::Error;
use serde_json::{Value, json};
use std::{path::PathBuf, sync::Arc};
use tokio::time::Instant;

/// What the handlers need.
pub(super) struct House {
    pub(super) edge: Edge,
    pub(super) readiness: Readiness,
    pub(super) gate: Gate,
    /// When it began.
    pub(super) since: Instant,
    /// Where the data lies.
    pub(super) data: PathBuf,
    /// The record of failures, where one is kept.
    pub(super) recorder: Option<Recorder>,
    /// The log, where it is ours.
    pub(super) log: Option<Arc<Logging>>,
}

impl House {
    /// One that keeps no record and no log, over data that lies there.
    pub(super) fn new(edge: Edge, data: PathBuf) -> Self {
        let (readiness, gate) = (Readiness::new(), Gate::default());
        Self { edge, readiness, gate, since: Instant::now(), data, recorder: None, log: None }
    }
}

/// Every path, with all that stands around each.
pub(super) fn all(house: &Arc<House>) -> Router {
    around(paths(house), &house.edge)
}

/// Every path by itself.
pub(super) fn paths(house: &Arc<House>) -> Router {
    let mut router = Router::new().route("/", get(root));
    for path in ["/health", "/api/health", "/api/v1/health", "/api/v1/health/integration"] {
        router = router.route(path, get(health));
    }
    for path in ["/livez", "/health/live", "/api/v1/health/live"] {
        router = router.route(path, get(live));
    }
    for path in ["/readyz", "/health/ready", "/api/v1/health/ready"] {
        router = router.route(path, get(ready));
    }
    router
        .merge(monitoring::router())
        .method_not_allowed_fallback(wrong_method)
        .merge(pages::router().with_state(()))
        .fallback(operations)
        .with_state(house.clone())
}

async fn root() -> Response {
    fresh(json!({ "message": "AI Workflow Engine API is running" }))
}

async fn health(State(house): State<Arc<House>>) -> Response {
    let status = if house.readiness.missing().is_none() { "ok" } else { "degraded" };
    fresh(json!({ "status": status, "redis_connection": "not_used" }))
}

async fn live(State(house): State<Arc<House>>) -> Response {
    fresh(json!({ "status": "alive", "timestamp": house.edge.clock.now() }))
}

async fn ready(State(house): State<Arc<House>>) -> Result<Response, Fault> {
    house.readiness.answer()?;
    Ok(fresh(json!({ "status": "ready", "timestamp": house.edge.clock.now() })))
}

/// Every other path leads to an operation, or nowhere.
async fn operations(State(house): State<Arc<House>>, request: Request) -> Response {
    house.gate.pass(&house.readiness, request).await
}

/// These paths are only read.
async fn wrong_method() -> Fault {
    Fault(Error::Method { allowed: vec!["GET", "HEAD"] })
}

/// An answer that holds only now.
pub(super) fn fresh(value: Value) -> Response {
    ([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(value)).into_response()
}
