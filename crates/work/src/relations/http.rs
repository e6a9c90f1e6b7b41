//! The paths of relations.
use super::ops::{CREATE, DELETE, GET, HISTORY, LIST, RESTORE, UNDO};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/relations", &LIST),
    Route::post("/api/v1/relations", &CREATE),
    Route::get("/api/v1/relations/{id}", &GET),
    Route::delete("/api/v1/relations/{id}", &DELETE),
    Route::post("/api/v1/relations/{id}/restore", &RESTORE),
    Route::get("/api/v1/relations/{id}/history", &HISTORY),
    Route::post("/api/v1/relations/{id}/undo", &UNDO),
];
