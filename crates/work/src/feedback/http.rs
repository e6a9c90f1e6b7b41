//! The paths of feedback.
use super::ops::{CREATE, DELETE, GET, HISTORY, LIST, RESTORE, UNDO, UPDATE};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/feedback", &LIST),
    Route::post("/api/v1/feedback", &CREATE),
    Route::get("/api/v1/tasks/opportunities/{opportunity_id}/feedback", &LIST).alias(),
    Route::post("/api/v1/tasks/opportunities/{opportunity_id}/feedback", &CREATE).alias(),
    Route::get("/api/v1/opportunities/{opportunity_id}/feedback", &LIST).alias(),
    Route::post("/api/v1/opportunities/{opportunity_id}/feedback", &CREATE).alias(),
    Route::get("/api/v1/feedback/{id}", &GET),
    Route::put("/api/v1/feedback/{id}", &UPDATE),
    Route::patch("/api/v1/feedback/{id}", &UPDATE),
    Route::delete("/api/v1/feedback/{id}", &DELETE),
    Route::post("/api/v1/feedback/{id}/restore", &RESTORE),
    Route::get("/api/v1/feedback/{id}/history", &HISTORY),
    Route::post("/api/v1/feedback/{id}/undo", &UNDO),
];
