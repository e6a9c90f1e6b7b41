//! The paths of the second factor.
use super::{
    ops::{CODES, DISABLE, RENEW_CODES, SET_UP, STATUS, VERIFY},
    pass::PASS,
};
use crate::sign_in::mounted;
use api::http::Route;

pub(crate) const ROUTES: &[Route] = mounted! {
    "/2fa" => post(&PASS);
    Route::get("/api/v1/2fa/status", &STATUS),
    Route::post("/api/v1/2fa/setup", &SET_UP),
    Route::post("/api/v1/2fa/verify", &VERIFY),
    Route::post("/api/v1/2fa/disable", &DISABLE),
    Route::get("/api/v1/2fa/backup-codes", &CODES),
    Route::post("/api/v1/2fa/backup-codes", &RENEW_CODES),
};
