//! The paths of notifications.
use super::ops::{COUNT, LIST, READ, READ_ALL};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/notifications", &LIST),
    Route::get("/api/v1/notifications/count", &COUNT),
    Route::post("/api/v1/notifications/read-all", &READ_ALL),
    Route::post("/api/v1/notifications/{id}/read", &READ),
];
