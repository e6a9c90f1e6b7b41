//! The paths of filters.
use super::{
    help::{COMPLETE, FIELDS},
    ops::{CREATE, DELETE, GET, HISTORY, LIST, RESTORE, UNDO, UPDATE},
};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/filters", &LIST),
    Route::post("/api/v1/filters", &CREATE),
    Route::get("/api/v1/filters/fields", &FIELDS),
    Route::post("/api/v1/filters/complete", &COMPLETE),
    Route::get("/api/v1/filters/{id}", &GET),
    Route::put("/api/v1/filters/{id}", &UPDATE),
    Route::patch("/api/v1/filters/{id}", &UPDATE),
    Route::delete("/api/v1/filters/{id}", &DELETE),
    Route::post("/api/v1/filters/{id}/restore", &RESTORE),
    Route::get("/api/v1/filters/{id}/history", &HISTORY),
    Route::post("/api/v1/filters/{id}/undo", &UNDO),
];
