//! The paths of API tokens.
use super::ops::{CREATE, GET, LIST, REVOKE};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/tokens", &LIST),
    Route::post("/api/v1/tokens", &CREATE),
    Route::get("/api/v1/tokens/{id}", &GET),
    Route::delete("/api/v1/tokens/{id}", &REVOKE),
];
