//! The paths of events.
use super::busy::{CONFLICTS, FREE_BUSY};
use super::ops::{CREATE, DELETE, GET, HISTORY, LIST, RESTORE, UNDO, UPDATE};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/calendar/events", &LIST),
    Route::post("/api/v1/calendar/events", &CREATE),
    Route::get("/api/v1/calendar/events/{id}", &GET),
    Route::put("/api/v1/calendar/events/{id}", &UPDATE),
    Route::patch("/api/v1/calendar/events/{id}", &UPDATE),
    Route::delete("/api/v1/calendar/events/{id}", &DELETE),
    Route::post("/api/v1/calendar/events/{id}/restore", &RESTORE),
    Route::get("/api/v1/calendar/events/{id}/history", &HISTORY),
    Route::post("/api/v1/calendar/events/{id}/undo", &UNDO),
    Route::get("/api/v1/calendar/conflicts", &CONFLICTS),
    Route::get("/api/v1/calendar/free-busy", &FREE_BUSY),
];
