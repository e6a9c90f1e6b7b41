//! The paths of profiles; all that change one are one.
use super::{
    ops::{GET, UPDATE, UPDATE_FROM_CHAT},
    views::{AUTH_TEST, CHAT_TEMPLATE, PREFERENCES},
};
use api::http::Route;

/// Where it is.
const PATH: &str = "/api/v1/profile";

pub(crate) const ROUTES: &[Route] = &[
    Route::get(PATH, &GET),
    Route::patch(PATH, &UPDATE),
    Route::put(PATH, &UPDATE),
    Route::post(PATH, &UPDATE),
    Route::post("/api/v1/profile/update-from-chat", &UPDATE_FROM_CHAT),
    Route::get("/api/v1/profile/chat-template", &CHAT_TEMPLATE),
    Route::get("/api/v1/profile/preferences", &PREFERENCES),
    Route::get("/api/v1/auth-test", &AUTH_TEST),
];
