//! The paths of passkeys.
use super::{
    ops::{DELETE, LIST},
    register, sign_in,
};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::post("/api/v1/webauthn/register/begin", &register::BEGIN),
    Route::post("/api/v1/webauthn/register/complete", &register::REGISTER),
    Route::post("/api/v1/webauthn/authenticate/begin", &sign_in::BEGIN),
    Route::post("/api/v1/webauthn/authenticate/complete", &sign_in::SIGN_IN),
    Route::get("/api/v1/webauthn/credentials", &LIST),
    Route::delete("/api/v1/webauthn/credentials/{id}", &DELETE),
];
