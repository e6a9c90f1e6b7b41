//! The paths of comments.
use super::ops::{CREATE, DELETE, GET, HISTORY, LIST, RESTORE, UNDO, UPDATE};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/comments", &LIST),
    Route::post("/api/v1/comments", &CREATE),
    Route::get("/api/v1/comments/{id}", &GET),
    Route::put("/api/v1/comments/{id}", &UPDATE),
    Route::patch("/api/v1/comments/{id}", &UPDATE),
    Route::delete("/api/v1/comments/{id}", &DELETE),
    Route::post("/api/v1/comments/{id}/restore", &RESTORE),
    Route::get("/api/v1/comments/{id}/history", &HISTORY),
    Route::post("/api/v1/comments/{id}/undo", &UNDO),
];
