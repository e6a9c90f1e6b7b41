//! The paths of letters.
use super::ops::LIST;
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[Route::get("/api/v1/admin/letters", &LIST)];
