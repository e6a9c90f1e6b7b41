//! From modules to a service.
use super::{Meter, adapter, document, fault::Fault};
use crate::{app::App, module::Module};
use axum::{
    Router,
    body::Bytes,
    http::{HeaderValue, Uri, header},
    response::IntoResponse,
    routing::get,
};
use base::Error;
use std::sync::{Arc, OnceLock};

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
        let document = Arc::new(OnceLock::new());
        let shown = move || std::future::ready(shown(modules, &document));
        let paths = adapter::router(app, modules, &meter).route("/openapi.json", get(shown)).fallback(not_found);
        Self { meter, paths }
    }
}

/// The OpenAPI document, which is made when somebody first asks for it: to make it takes much memory, and few ask.
fn shown(modules: &[&[Module]], made: &OnceLock<Bytes>) -> Result<impl IntoResponse + use<>, Fault> {
    if made.get().is_none() {
        let document = document(modules).to_json().map_err(|error| Error::Internal { cause: error.to_string() });
        let _ = made.set(document.map_err(Fault)?.into());
    }
    let kind = HeaderValue::from_static("application/json");
    Ok(([(header::CONTENT_TYPE, kind)], made.get().cloned().unwrap_or_default()))
}

/// The answer to a path that leads nowhere.
pub async fn not_found(uri: Uri) -> Fault {
    Fault(Error::NoRoute { path: uri.path().chars().take(LONGEST_PATH).collect() })
}
