//! What people read in a browser: the reference of the API at `/docs`, and a page for each kind of error.
mod errors;
mod markdown;
mod page;
mod reference;
#[cfg(test)]
mod tests;

use api::http::Fault;
use axum::{Router, http::Uri, routing::get};
use base::Error;

/// How much of an unknown path is repeated.
const LONGEST_PATH: usize = 200;

/// Every page, and the problem document for the codes that do not exist.
pub(crate) fn router() -> Router {
    let unknown = Router::new().route("/docs/errors/{code}", get(nothing).fallback(page::wrong_method));
    reference::pages().chain(errors::pages()).fold(unknown, |router, page| page.serve(router))
}

async fn nothing(uri: Uri) -> Fault {
    Fault(Error::NoRoute { path: uri.path().chars().take(LONGEST_PATH).collect() })
}
