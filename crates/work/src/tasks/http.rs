//! The paths of tasks.
use super::{
    follow::SKIP,
    ops::{BULK, CREATE, DELETE, GET, HISTORY, LIST, RESTORE, SCORE, UNDO, UPDATE},
};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/tasks", &LIST),
    Route::post("/api/v1/tasks", &CREATE),
    Route::post("/api/v1/tasks/bulk", &BULK).heavy(),
    Route::get("/api/v1/tasks/{id}", &GET),
    Route::put("/api/v1/tasks/{id}", &UPDATE),
    Route::patch("/api/v1/tasks/{id}", &UPDATE),
    Route::delete("/api/v1/tasks/{id}", &DELETE),
    Route::post("/api/v1/tasks/{id}/restore", &RESTORE),
    Route::post("/api/v1/tasks/{id}/skip", &SKIP),
    Route::get("/api/v1/tasks/{id}/score", &SCORE),
    Route::get("/api/v1/tasks/{id}/history", &HISTORY),
    Route::post("/api/v1/tasks/{id}/undo", &UNDO),
];
