//! The paths of service accounts and of their tokens.
use super::{
    ops::{CREATE, DELETE, GET, LIST},
    tokens,
};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/spaces/{id}/service-accounts", &LIST),
    Route::post("/api/v1/spaces/{id}/service-accounts", &CREATE),
    Route::get("/api/v1/spaces/{id}/service-accounts/{user_id}", &GET),
    Route::delete("/api/v1/spaces/{id}/service-accounts/{user_id}", &DELETE),
    Route::get("/api/v1/spaces/{id}/service-accounts/{user_id}/tokens", &tokens::LIST),
    Route::post("/api/v1/spaces/{id}/service-accounts/{user_id}/tokens", &tokens::CREATE),
    Route::get("/api/v1/spaces/{id}/service-accounts/{user_id}/tokens/{token_id}", &tokens::GET),
    Route::delete("/api/v1/spaces/{id}/service-accounts/{user_id}/tokens/{token_id}", &tokens::REVOKE),
];
