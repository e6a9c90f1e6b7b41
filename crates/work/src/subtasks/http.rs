//! The paths of subtasks.
use super::{
    generate::GENERATE,
    ops::{CREATE, DELETE, GET, LIST, RESTORE, UPDATE},
    past::{HISTORY, UNDO},
};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/tasks/{id}/subtasks", &LIST),
    Route::post("/api/v1/tasks/{id}/subtasks", &CREATE),
    Route::post("/api/v1/tasks/{id}/subtasks/generate", &GENERATE),
    Route::get("/api/v1/tasks/{id}/subtasks/{subtask_id}", &GET),
    Route::put("/api/v1/tasks/{id}/subtasks/{subtask_id}", &UPDATE),
    Route::patch("/api/v1/tasks/{id}/subtasks/{subtask_id}", &UPDATE),
    Route::delete("/api/v1/tasks/{id}/subtasks/{subtask_id}", &DELETE),
    Route::post("/api/v1/tasks/{id}/subtasks/{subtask_id}/restore", &RESTORE),
    Route::get("/api/v1/tasks/{id}/subtasks/{subtask_id}/history", &HISTORY),
    Route::post("/api/v1/tasks/{id}/subtasks/{subtask_id}/undo", &UNDO),
];
