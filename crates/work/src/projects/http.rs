//! The paths of projects.
use super::ops::{CREATE, DELETE, GET, HISTORY, LIST, RESTORE, UNDO, UPDATE};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/projects", &LIST),
    Route::post("/api/v1/projects", &CREATE),
    Route::get("/api/v1/projects/{id}", &GET),
    Route::put("/api/v1/projects/{id}", &UPDATE),
    Route::patch("/api/v1/projects/{id}", &UPDATE),
    Route::delete("/api/v1/projects/{id}", &DELETE),
    Route::post("/api/v1/projects/{id}/restore", &RESTORE),
    Route::get("/api/v1/projects/{id}/history", &HISTORY),
    Route::post("/api/v1/projects/{id}/undo", &UNDO),
];
