//! The paths of labels.
use super::ops::{CREATE, DELETE, GET, HISTORY, LIST, RESTORE, UNDO, UPDATE};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/labels", &LIST),
    Route::post("/api/v1/labels", &CREATE),
    Route::get("/api/v1/labels/{id}", &GET),
    Route::put("/api/v1/labels/{id}", &UPDATE),
    Route::patch("/api/v1/labels/{id}", &UPDATE),
    Route::delete("/api/v1/labels/{id}", &DELETE),
    Route::post("/api/v1/labels/{id}/restore", &RESTORE),
    Route::get("/api/v1/labels/{id}/history", &HISTORY),
    Route::post("/api/v1/labels/{id}/undo", &UNDO),
];
