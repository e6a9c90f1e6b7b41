//! The paths of system settings.
use super::ops::{DELETE, GET, LIST, SET};
use api::http::Route;

/// Where they are.
const PATH: &str = "/api/v1/admin/system-settings";
/// Where one of them is.
const ONE: &str = "/api/v1/admin/system-settings/{key}";

pub(crate) const ROUTES: &[Route] =
    &[Route::get(PATH, &LIST), Route::get(ONE, &GET), Route::put(ONE, &SET), Route::delete(ONE, &DELETE)];
