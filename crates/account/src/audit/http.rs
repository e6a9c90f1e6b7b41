//! The paths of the record.
use super::ops::{EXPORT, LIST, OVERVIEW, VIOLATIONS};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/audit", &LIST),
    Route::get("/api/v1/audit/export", &EXPORT).heavy(),
    Route::get("/api/v1/security/violations", &VIOLATIONS),
    Route::get("/api/v1/security/overview", &OVERVIEW),
];
