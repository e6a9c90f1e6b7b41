//! The paths of relations.
use super::ops::{CREATE, DELETE, GET, LIST};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/relations", &LIST),
    Route::post("/api/v1/relations", &CREATE),
    Route::get("/api/v1/relations/{id}", &GET),
    Route::delete("/api/v1/relations/{id}", &DELETE),
];
