//! From modules to a service.
use super::{Meter, adapter, document, fault::Fault};
use crate::{app::App, module::Module};
use axum::{
    Router,
    http::{HeaderValue, Uri, header},
    response::IntoResponse,
    routing::get,
};
use base::Error;
use std::sync::Arc;

/// How much of an unknown path is repeated.
const LONGEST_PATH: usize = 200;

/// The paths of a product, made of its modules.
pub struct Assembly {
    /// What is measured of its operations.
    pub meter: Arc<Meter>,
    /// The paths by themselves, without what stands around them.
    pub paths: Router,
}

impl Assembly {
    /// Puts the modules together. What does not fit together is a panic, so that every test finds it.
    pub fn new(app: &App, modules: &'static [&'static [Module]]) -> Self {
        app.offers(modules);
        let meter = Meter::new(modules);
        // A document that cannot be written is a mistake of ours, like two routes on one path.
        let document = document(modules).to_json().unwrap_or_else(|error| panic!("the OpenAPI document: {error}"));
        let document = axum::body::Bytes::from(document);
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
        let shown = move || {
            let document = document.clone();
            async move { (kind, document).into_response() }
        };
        let paths = adapter::router(app, modules, &meter).route("/openapi.json", get(shown)).fallback(not_found);
        Self { meter, paths }
    }
}

/// The answer to a path that leads nowhere.
pub async fn not_found(uri: Uri) -> Fault {
    Fault(Error::NoRoute { path: uri.path().chars().take(LONGEST_PATH).collect() })
}
