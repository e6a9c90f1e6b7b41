//! The paths of categories.
use super::{
    ops::{CREATE, DELETE, GET, HISTORY, LIST, RESTORE, UNDO, UPDATE},
    suggest::{ASSIGN, GENERATE},
};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/categories", &LIST),
    Route::post("/api/v1/categories", &CREATE),
    Route::post("/api/v1/categories/generate-ai-suggestions", &GENERATE),
    Route::post("/api/v1/categories/assign-color-emoji", &ASSIGN),
    Route::get("/api/v1/categories/{id}", &GET),
    Route::put("/api/v1/categories/{id}", &UPDATE),
    Route::patch("/api/v1/categories/{id}", &UPDATE),
    Route::delete("/api/v1/categories/{id}", &DELETE),
    Route::post("/api/v1/categories/{id}/restore", &RESTORE),
    Route::get("/api/v1/categories/{id}/history", &HISTORY),
    Route::post("/api/v1/categories/{id}/undo", &UNDO),
];
