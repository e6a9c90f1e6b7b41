//! The paths of opportunities.
use super::ops::{ACHIEVE, CREATE, DELETE, GET, LIST, RESTORE, UPDATE};
use crate::subtasks::GENERATE;
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/opportunities", &LIST),
    Route::post("/api/v1/opportunities", &CREATE),
    Route::get("/api/v1/opportunities/{id}", &GET),
    Route::put("/api/v1/opportunities/{id}", &UPDATE),
    Route::patch("/api/v1/opportunities/{id}", &UPDATE),
    Route::delete("/api/v1/opportunities/{id}", &DELETE),
    Route::post("/api/v1/opportunities/{id}/restore", &RESTORE),
    Route::post("/api/v1/opportunities/{id}/achieve", &ACHIEVE),
    Route::post("/api/v1/opportunities/{id}/subtasks/generate", &GENERATE).alias(),
];
