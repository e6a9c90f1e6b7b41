//! The export: all that is somebody's own, whatever crate keeps it, as one document that they can take along.
mod document;
mod ops;

use api::http::Route;

pub(crate) const MODULE: api::Module = api::Module {
    name: "export",
    tables: &[],
    routes: &[Route::get("/api/v1/profile/export", &ops::EXPORT).heavy()],
    own: &[],
    sweep: None,
    jobs: &[],
};
