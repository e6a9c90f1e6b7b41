//! How the house is, part by part.
use super::{House, machine::Machine};
use crate::{serve::routes::fresh, wiring};
use api::http::Fault;
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use std::{sync::Arc, time::Duration};
use store::Store;
use tokio::time::Instant;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// A machine that is this full is not well.
const FULL_PERCENT: f64 = 95.0;

/// What the older clients' monitors read, part by part; what is not used here says so.
pub(super) async fn detailed(State(house): State<Arc<House>>) -> Response {
    let (performance, (database, took_ms)) = tokio::join!(Machine::watch(&house.data), ask(&house));
    let is_full = [performance.memory_percent, performance.disk_percent]
        .into_iter()
        .flatten()
        .any(|percent| percent >= FULL_PERCENT);
    let status = match database {
        "ok" if is_full || house.readiness.missing().is_some() => "degraded",
        "ok" => "ok",
        _ => "error",
    };
    let body = json!({
        "timestamp": house.edge.clock.now(),
        "status": status,
        "components": {
            "redis": { "status": "not_used", "response_time_ms": null },
            "database": { "status": database, "response_time_ms": took_ms },
            "celery": { "status": "not_used", "active_workers": 0, "response_time_ms": null },
        },
        "performance": performance,
    });
    match status {
        "error" => {
            let retry = [(header::RETRY_AFTER, HeaderValue::from_static("2"))];
            (StatusCode::SERVICE_UNAVAILABLE, retry, fresh(body)).into_response()
        }
        _ => fresh(body),
    }
}

async fn ask(house: &House) -> (&'static str, Option<f64>) {
    match house.gate.open() {
        Some(open) => ping(open.app.store().clone()).await,
        None => ("not_initialized", None),
    }
}

/// Whether the database answers, and after how many milliseconds. It is asked in a task of its own, for it may hang.
async fn ping(store: Store) -> (&'static str, Option<f64>) {
    let start = Instant::now();
    let asked = tokio::spawn(async move { store.ping().await });
    let status = match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(Ok(()))) => "ok",
        Ok(_) | Err(_) => "error",
    };
    (status, Some(start.elapsed().as_micros() as f64 / 1_000.0))
}

/// Which part of the product works; no more than that, for anybody may ask.
pub(super) async fn features(State(house): State<Arc<House>>) -> Response {
    let modules =
        wiring::MODULES.iter().flat_map(|of_crate| of_crate.iter()).filter(|module| !module.routes.is_empty());
    let state = match (house.gate.open(), house.readiness.missing()) {
        (None, _) => "down",
        (Some(_), None) => "up",
        (Some(_), Some(_)) => "degraded",
    };
    let mut features: Map<String, Value> = modules.map(|module| (module.name.to_owned(), state.into())).collect();
    features.insert("database".into(), if state == "up" { "up" } else { "down" }.into());
    fresh(json!({ "features": features }))
}

/// Whether the start is through; it stays so, whatever happens later.
pub(super) async fn started(State(house): State<Arc<House>>) -> Result<Response, Fault> {
    if house.gate.open().is_none() {
        house.readiness.answer()?;
    }
    Ok(fresh(json!({ "status": "started", "timestamp": house.edge.clock.now() })))
}
