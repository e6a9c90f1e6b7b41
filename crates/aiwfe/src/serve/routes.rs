//! The paths there are.
use super::readiness::Readiness;
use api::http::{Edge, Fault, around};
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderValue, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use base::{Clock, Error};
use serde_json::{Value, json};
use std::time::Duration;

/// What the handlers need.
#[derive(Clone)]
struct House {
    clock: Clock,
    readiness: Readiness,
}

/// How much of an unknown path is repeated.
const LONGEST_PATH: usize = 200;

/// Every path, with all that stands around each.
pub(crate) fn all(clock: &Clock, readiness: &Readiness, deadline: Duration) -> Router {
    around(paths(clock, readiness), Edge { clock: clock.clone(), deadline })
}

/// Every path by itself.
pub(super) fn paths(clock: &Clock, readiness: &Readiness) -> Router {
    let mut router = Router::new().route("/", get(root));
    for path in ["/health", "/api/health", "/api/v1/health"] {
        router = router.route(path, get(health));
    }
    for path in ["/livez", "/health/live", "/api/v1/health/live"] {
        router = router.route(path, get(live));
    }
    for path in ["/readyz", "/health/ready", "/api/v1/health/ready"] {
        router = router.route(path, get(ready));
    }
    router
        .fallback(nothing)
        .method_not_allowed_fallback(wrong_method)
        .with_state(House { clock: clock.clone(), readiness: readiness.clone() })
}

async fn root() -> Response {
    fresh(json!({ "message": "AI Workflow Engine API is running" }))
}

async fn health(State(house): State<House>) -> Response {
    let status = if house.readiness.missing().is_none() { "ok" } else { "degraded" };
    fresh(json!({ "status": status, "redis_connection": "not_used" }))
}

async fn live(State(house): State<House>) -> Response {
    fresh(json!({ "status": "alive", "timestamp": house.clock.now() }))
}

async fn ready(State(house): State<House>) -> Result<Response, Fault> {
    house.readiness.answer()?;
    Ok(fresh(json!({ "status": "ready", "timestamp": house.clock.now() })))
}

async fn nothing(uri: Uri) -> Fault {
    Fault(Error::NoRoute { path: uri.path().chars().take(LONGEST_PATH).collect() })
}

/// Every path there is yet is only read.
async fn wrong_method() -> Fault {
    Fault(Error::Method { allowed: vec!["GET", "HEAD"] })
}

/// An answer that holds only now.
fn fresh(value: Value) -> Response {
    ([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(value)).into_response()
}
