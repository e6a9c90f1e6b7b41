//! The paths of spaces.
use super::ops::{CREATE, DELETE, GET, LIST, RESTORE, UPDATE};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/spaces", &LIST),
    Route::post("/api/v1/spaces", &CREATE),
    Route::get("/api/v1/spaces/{id}", &GET),
    Route::put("/api/v1/spaces/{id}", &UPDATE),
    Route::patch("/api/v1/spaces/{id}", &UPDATE),
    Route::delete("/api/v1/spaces/{id}", &DELETE),
    Route::post("/api/v1/spaces/{id}/restore", &RESTORE),
];
