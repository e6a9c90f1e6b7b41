//! The paths of calendars.
use super::ops::{CREATE, DELETE, GET, HISTORY, LIST, RESTORE, UNDO, UPDATE};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/calendar/calendars", &LIST),
    Route::post("/api/v1/calendar/calendars", &CREATE),
    Route::get("/api/v1/calendar/calendars/{id}", &GET),
    Route::put("/api/v1/calendar/calendars/{id}", &UPDATE),
    Route::patch("/api/v1/calendar/calendars/{id}", &UPDATE),
    Route::delete("/api/v1/calendar/calendars/{id}", &DELETE),
    Route::post("/api/v1/calendar/calendars/{id}/restore", &RESTORE),
    Route::get("/api/v1/calendar/calendars/{id}/history", &HISTORY),
    Route::post("/api/v1/calendar/calendars/{id}/undo", &UNDO),
];
