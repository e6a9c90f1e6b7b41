//! The paths of users.
use super::{
    admin::{self, ACTIVATE, APPROVE, DEACTIVATE, STATS},
    current::CURRENT,
    leaving::LEAVE,
    ops::{CREATE, GET, LIST, UPDATE},
};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/user/current", &CURRENT),
    Route::delete("/api/v1/user/current", &LEAVE),
    Route::get("/api/v1/users", &LIST),
    Route::post("/api/v1/users", &CREATE),
    Route::get("/api/v1/users/{id}", &GET),
    Route::put("/api/v1/users/{id}", &UPDATE),
    Route::patch("/api/v1/users/{id}", &UPDATE),
    Route::get("/api/v1/admin/users", &admin::LIST),
    Route::post("/api/v1/admin/users/{id}/approve", &APPROVE),
    Route::post("/api/v1/admin/users/{id}/activate", &ACTIVATE),
    Route::post("/api/v1/admin/users/{id}/deactivate", &DEACTIVATE),
    Route::get("/api/v1/admin/system/stats", &STATS),
];
