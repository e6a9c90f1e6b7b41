//! The paths of members.
use super::{
    handover::{LEAVE, TRANSFER},
    ops::{AVATAR, CREATE, DELETE, GET, LIST, UPDATE},
};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/spaces/{id}/members", &LIST),
    Route::post("/api/v1/spaces/{id}/members", &CREATE),
    Route::get("/api/v1/spaces/{id}/members/{user_id}", &GET),
    Route::put("/api/v1/spaces/{id}/members/{user_id}", &UPDATE),
    Route::patch("/api/v1/spaces/{id}/members/{user_id}", &UPDATE),
    Route::delete("/api/v1/spaces/{id}/members/{user_id}", &DELETE),
    Route::get("/api/v1/spaces/{id}/members/{user_id}/avatar", &AVATAR),
    Route::post("/api/v1/spaces/{id}/leave", &LEAVE),
    Route::post("/api/v1/spaces/{id}/transfer", &TRANSFER),
];
