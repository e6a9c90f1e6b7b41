//! The paths of sessions.
use super::{
    administered::END_ALL,
    ops::{END, LIST, LOGOUT, REFRESH},
    validate::{CSRF, SESSION, VALIDATE},
};
use crate::sign_in::mounted;
use api::http::Route;

pub(crate) const ROUTES: &[Route] = mounted! {
    "/refresh" => post(&REFRESH).renewing(),
    "/logout" => post(&LOGOUT).renewing(),
    "/validate" => get(&VALIDATE).renewing(),
    "/csrf-token" => get(&CSRF).renewing();
    Route::get("/api/v1/session/validate", &SESSION).renewing(),
    Route::post("/api/v1/session/validate", &SESSION).renewing(),
    Route::get("/api/v1/session", &LIST),
    Route::delete("/api/v1/session/{id}", &END),
    Route::delete("/api/v1/admin/users/{id}/sessions", &END_ALL),
};
