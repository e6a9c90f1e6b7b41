//! What is measured, as text that Prometheus reads.
use super::{House, process};
use api::search::Reading;
use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use base::meter::Exposition;
use std::sync::Arc;

/// Everything that is measured; before the store is open, all but what is measured of it.
pub(super) async fn metrics(State(house): State<Arc<House>>) -> Response {
    let mut out = Exposition::default();
    let version = [("version", env!("CARGO_PKG_VERSION")), ("commit", option_env!("BUILD_COMMIT").unwrap_or_default())];
    out.gauge("aiwfe_build_info", "Which program this is; always 1.").value(&version, 1.0);
    out.gauge("aiwfe_uptime_seconds", "How long the server has been running.")
        .value(&[], house.since.elapsed().as_secs_f64());
    let is_ready = house.readiness.missing().is_none();
    out.gauge("aiwfe_ready", "Whether requests can be served.").value(&[], f64::from(u8::from(is_ready)));
    house.edge.traffic.expose(&mut out);
    if let Some(recorder) = &house.recorder {
        recorder.expose(&mut out);
    }
    if let Some(log) = &house.log {
        log.expose(&mut out);
    }
    if let Some(open) = house.gate.open() {
        open.assembly.meter.expose(&mut out);
        open.app.store().expose(&mut out);
        open.app.part::<Reading>().expose(&mut out);
    }
    process::expose(&mut out);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(Exposition::CONTENT_TYPE)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, out.into_text()).into_response()
}
