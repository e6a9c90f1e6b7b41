//! Requests that were refused for a reason of security.
use super::{headers, passage::Passage};
use crate::{App, Refusal, ViolationKind};
use axum::http::HeaderMap;
use base::{Code, Error};
use serde_json::json;

/// Whether a request shows anything by which it could be let in.
pub(super) fn has_shown(headers: &HeaderMap) -> bool {
    !matches!(headers::shown(headers, false), Ok(None))
}

/// Notes a request that ends with that error, if it is one of these; to show nothing at all is none.
pub(super) fn note(app: &App, error: &Error, passage: &Passage, has_shown: bool) {
    let kind = match error.code() {
        Code::CSRF => ViolationKind::CsrfFailed,
        Code::FORBIDDEN => ViolationKind::Denied,
        Code::RATE_LIMITED => ViolationKind::RateLimited,
        Code::UNAUTHENTICATED if has_shown => ViolationKind::LoginFailed,
        _ => return,
    };
    app.refused(Refusal {
        kind,
        user_id: passage.user_id(),
        address: passage.address().map(|address| address.to_string()),
        method: Some(passage.method().to_string()),
        path: Some(passage.template().into()),
        request_id: passage.id().into(),
        details: Some(json!({ "why": error.to_string() })),
    });
}
