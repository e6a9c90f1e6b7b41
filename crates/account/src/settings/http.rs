//! The paths of settings; all that change them are one.
use super::ops::{GET, UPDATE};
use api::http::Route;

/// Where they are.
const PATH: &str = "/api/v1/settings";

pub(crate) const ROUTES: &[Route] =
    &[Route::get(PATH, &GET), Route::patch(PATH, &UPDATE), Route::put(PATH, &UPDATE), Route::post(PATH, &UPDATE)];
