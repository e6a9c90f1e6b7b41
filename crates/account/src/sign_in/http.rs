//! The paths of signing in.
use super::{
    first::FIRST,
    guest::GUEST,
    login::LOGIN,
    mounts::mounted,
    passwords::CHANGE,
    register::REGISTER,
    reset::{FORGOT, ISSUE, RESET},
    step_up::STEP_UP,
};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = mounted! {
    "/login" => post(&LOGIN).or_form(),
    "/register" => post(&REGISTER),
    "/first-administrator" => post(&FIRST),
    "/guest" => post(&GUEST),
    "/change-password" => post(&CHANGE).guessed(),
    "/forgot-password" => post(&FORGOT),
    "/reset-password" => post(&RESET),
    "/step-up" => post(&STEP_UP).guessed();
    Route::post("/api/v1/users/{id}/reset-password", &ISSUE),
    Route::post("/api/v1/auth/jwt/login", &LOGIN).or_form().alias(),
    Route::post("/api/v1/auth/jwt/login-form", &LOGIN).or_form().alias(),
    Route::post("/api/v1/auth/login-form", &LOGIN).or_form().alias(),
    Route::post("/api/v1/auth/token", &LOGIN).or_form().alias(),
    Route::post("/api/auth/jwt/login", &LOGIN).or_form().alias(),
    Route::post("/api/auth/jwt/login-form", &LOGIN).or_form().alias(),
    Route::post("/api/auth/login-form", &LOGIN).or_form().alias(),
    Route::post("/api/auth/token", &LOGIN).or_form().alias(),
    Route::post("/auth/jwt/login", &LOGIN).or_form().alias(),
    Route::post("/auth/jwt/login-form", &LOGIN).or_form().alias(),
    Route::post("/auth/login-form", &LOGIN).or_form().alias(),
    Route::post("/auth/token", &LOGIN).or_form().alias(),
};
