//! An error as an answer.
use super::{failed::Failed, layers::Edge, passage::Passage};
use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base::Error;
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

/// Puts the document in where there is an error; what failed on our side is kept, and what may not be shown is logged.
pub(super) fn render(mut response: Response, edge: &Edge, passage: &Passage) -> Response {
    let Some(Cause(error)) = response.extensions_mut().remove::<Cause>() else { return response };
    let (now, request_id, code) = (edge.clock.now(), passage.id(), error.code());
    passage.fails_with(code);
    if code.status >= 500 {
        edge.failures.keep(Failed::of(&error, now, passage));
    }
    if code == base::Code::INTERNAL {
        tracing::error!(request_id, cause = error.causes().join("; "), "internal error");
    }
    let problem = crate::Problem::new(&error, now, request_id);
    *response.body_mut() = Body::from(problem.body());
    // An inner router has counted the body that was there before.
    response.headers_mut().remove(header::CONTENT_LENGTH);
    for (name, value) in problem.headers() {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}
