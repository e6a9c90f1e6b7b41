//! The paths of bringing calendars up to date.
use super::{
    analyze::ANALYZE,
    ops::{AUTO, HEALTH, METRICS, STATUS, SYNC},
};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::post("/api/v1/calendar/sync", &SYNC),
    Route::get("/api/v1/calendar/sync/status", &STATUS),
    Route::post("/api/v1/calendar/sync/auto", &AUTO),
    Route::get("/api/v1/calendar/sync/health", &HEALTH),
    Route::get("/api/v1/calendar/sync/metrics", &METRICS),
    Route::post("/api/v1/calendar/analyze-event", &ANALYZE),
];
