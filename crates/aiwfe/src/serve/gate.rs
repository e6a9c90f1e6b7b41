//! The door to the operations: closed until the schema is known to be right.
use super::readiness::Readiness;
use crate::wiring;
use api::{
    App,
    http::{Assembly, Fault},
};
use axum::{
    extract::Request,
    response::{IntoResponse, Response},
};
use base::Error;
use std::sync::{Arc, OnceLock};
use tower::ServiceExt;

/// The operations, once they are open; cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Gate(Arc<OnceLock<Open>>);

/// What is behind the door.
pub(super) struct Open {
    pub(super) app: App,
    pub(super) assembly: Assembly,
}

/// When to ask again, in seconds.
const RETRY_AFTER_S: u32 = 2;

impl Gate {
    /// Opens it; it stays open.
    pub(super) fn unlock(&self, app: &App) {
        // Nobody opens it twice.
        let _ = self.0.set(Open { app: app.clone(), assembly: Assembly::new(app, wiring::MODULES) });
    }

    /// What is behind it, once it is open.
    pub(super) fn open(&self) -> Option<&Open> {
        self.0.get()
    }

    /// Leads a request through, or says what is missing.
    pub(super) async fn pass(&self, readiness: &Readiness, request: Request) -> Response {
        match self.0.get() {
            Some(open) => open.assembly.paths.clone().oneshot(request).await.unwrap_or_else(|never| match never {}),
            None => {
                let why = readiness.missing().unwrap_or("the start is not through yet");
                Fault(Error::Unavailable { why: why.into(), retry_after_s: RETRY_AFTER_S }).into_response()
            }
        }
    }
}
