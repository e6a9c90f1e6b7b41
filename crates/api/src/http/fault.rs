//! An error as an answer.
use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use base::{Error, Instant};
use std::sync::Arc;

/// An error on its way out; the layers above know the time and the request's id, and make the document of it.
pub struct Fault(pub Error);

#[derive(Clone)]
struct Cause(Arc<Error>);

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.code().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(Cause(Arc::new(self.0)));
        response
    }
}

/// Puts the document in where there is an error, and logs what may not be shown.
pub(super) fn render(mut response: Response, now: Instant, request_id: &str) -> Response {
    let Some(Cause(error)) = response.extensions_mut().remove::<Cause>() else { return response };
    if let Error::Internal { cause } = &*error {
        tracing::error!(request_id, cause, "internal error");
    }
    let problem = crate::Problem::new(&error, now, request_id);
    *response.body_mut() = Body::from(problem.body());
    for (name, value) in problem.headers() {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}
