//! What a monitor asks: metrics, and how the house is, part by part.
mod health;
pub(super) mod machine;
mod metrics;
mod process;
#[cfg(test)]
mod tests;

use super::routes::House;
use axum::{Router, routing::get};
use std::sync::Arc;

/// The paths of it.
pub(super) fn router() -> Router<Arc<House>> {
    let mut router = Router::new().route("/api/v1/health/detailed", get(health::detailed));
    for path in ["/metrics", "/api/v1/monitoring/metrics"] {
        router = router.route(path, get(metrics::metrics));
    }
    for path in ["/health/features", "/api/v1/health/features"] {
        router = router.route(path, get(health::features));
    }
    for path in ["/startupz", "/health/startup", "/api/v1/health/startup"] {
        router = router.route(path, get(health::started));
    }
    router
}
