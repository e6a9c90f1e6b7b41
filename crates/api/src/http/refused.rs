//! Requests that were refused for a reason of security.
use super::{guard::is_door, headers, passage::Passage, route::Route};
use crate::{App, Refusal, ViolationKind};
use base::{Code, Error};
use serde_json::json;

/// Notes a request that ends with that error, if it is one of these. To show nothing at all is none; and what is shown at the door
/// in vain, the operations there note themselves, for they know about whom it was.
pub(super) fn note(app: &App, error: &Error, passage: &Passage, route: &Route) {
    let kind = match error.code() {
        Code::CSRF => ViolationKind::CsrfFailed,
        Code::FORBIDDEN => ViolationKind::Denied,
        Code::RATE_LIMITED => ViolationKind::RateLimited,
        Code::UNAUTHENTICATED if !is_door(route) && !headers::is_missing(error) => ViolationKind::LoginFailed,
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
