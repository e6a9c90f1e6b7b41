//! The paths of invitations.
use super::{
    answers::{ACCEPT, DECLINE},
    house,
    ops::{CREATE, GET, LIST, REVOKE},
    pending::PENDING,
};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/spaces/{id}/invitations", &LIST),
    Route::post("/api/v1/spaces/{id}/invitations", &CREATE),
    Route::get("/api/v1/spaces/{id}/invitations/{invitation_id}", &GET),
    Route::delete("/api/v1/spaces/{id}/invitations/{invitation_id}", &REVOKE),
    Route::get("/api/v1/invitations/pending", &PENDING),
    Route::post("/api/v1/invitations/accept", &ACCEPT),
    Route::post("/api/v1/invitations/decline", &DECLINE),
    Route::get("/api/v1/admin/invitations", &house::LIST),
    Route::post("/api/v1/admin/invitations", &house::CREATE),
    Route::delete("/api/v1/admin/invitations/{invitation_id}", &house::REVOKE),
];
