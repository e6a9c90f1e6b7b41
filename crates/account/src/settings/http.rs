//! The paths of settings; all that change them are one.
use super::{
    document::{EXPORT, IMPORT},
    models::MODELS,
    ops::{GET, UPDATE},
};
use api::http::Route;

/// Where they are.
const PATH: &str = "/api/v1/settings";

pub(crate) const ROUTES: &[Route] = &[
    Route::get(PATH, &GET),
    Route::patch(PATH, &UPDATE),
    Route::put(PATH, &UPDATE),
    Route::post(PATH, &UPDATE),
    Route::get("/api/v1/settings/models", &MODELS),
    Route::post("/api/v1/settings/export", &EXPORT),
    Route::post("/api/v1/settings/import", &IMPORT),
];
