//! The paths of notifications.
use super::ops::{COUNT, DELETE, HISTORY, LIST, READ, READ_ALL, RESTORE, UNDO};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/notifications", &LIST),
    Route::get("/api/v1/notifications/count", &COUNT),
    Route::post("/api/v1/notifications/read-all", &READ_ALL),
    Route::delete("/api/v1/notifications/{id}", &DELETE),
    Route::post("/api/v1/notifications/{id}/read", &READ),
    Route::post("/api/v1/notifications/{id}/restore", &RESTORE),
    Route::get("/api/v1/notifications/{id}/history", &HISTORY),
    Route::post("/api/v1/notifications/{id}/undo", &UNDO),
];
