//! The paths of reminders.
use super::{
    ops::{CREATE, DELETE, GET, LIST, SNOOZE, UPDATE},
    past::{HISTORY, RESTORE, UNDO},
};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/tasks/{id}/reminders", &LIST),
    Route::post("/api/v1/tasks/{id}/reminders", &CREATE),
    Route::get("/api/v1/tasks/{id}/reminders/{reminder_id}", &GET),
    Route::put("/api/v1/tasks/{id}/reminders/{reminder_id}", &UPDATE),
    Route::patch("/api/v1/tasks/{id}/reminders/{reminder_id}", &UPDATE),
    Route::delete("/api/v1/tasks/{id}/reminders/{reminder_id}", &DELETE),
    Route::post("/api/v1/tasks/{id}/reminders/{reminder_id}/snooze", &SNOOZE),
    Route::post("/api/v1/tasks/{id}/reminders/{reminder_id}/restore", &RESTORE),
    Route::get("/api/v1/tasks/{id}/reminders/{reminder_id}/history", &HISTORY),
    Route::post("/api/v1/tasks/{id}/reminders/{reminder_id}/undo", &UNDO),
];
