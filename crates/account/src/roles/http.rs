//! The paths of roles.
use super::{
    ops::{CREATE, DELETE, GET, LIST, UPDATE},
    permissions::PERMISSIONS,
};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/permissions", &PERMISSIONS),
    Route::get("/api/v1/spaces/{id}/roles", &LIST),
    Route::post("/api/v1/spaces/{id}/roles", &CREATE),
    Route::get("/api/v1/spaces/{id}/roles/{role_id}", &GET),
    Route::put("/api/v1/spaces/{id}/roles/{role_id}", &UPDATE),
    Route::patch("/api/v1/spaces/{id}/roles/{role_id}", &UPDATE),
    Route::delete("/api/v1/spaces/{id}/roles/{role_id}", &DELETE),
];
