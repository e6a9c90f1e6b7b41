//! The paths of sessions.
use super::{
    ops::{END, LIST, LOGOUT, REFRESH},
    validate::{CSRF, SESSION, VALIDATE},
};
use crate::sign_in::mounted;
use api::http::Route;

pub(crate) const ROUTES: &[Route] = mounted! {
    "/refresh" => post(&REFRESH),
    "/logout" => post(&LOGOUT),
    "/validate" => get(&VALIDATE),
    "/csrf-token" => get(&CSRF);
    Route::get("/api/v1/session/validate", &SESSION),
    Route::post("/api/v1/session/validate", &SESSION),
    Route::get("/api/v1/session", &LIST),
    Route::delete("/api/v1/session/{id}", &END),
};
