//! Other sites whose pages may ask: those that are configured, and no other (CORS).
use super::layers::Inside;
use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};

/// What is said to every page that may ask.
const FRIENDLY: [(HeaderName, HeaderValue); 2] = [
    (header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true")),
    (
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static(
            "X-CSRF-Token, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After, ETag, Link, Location, \
             X-Next-Cursor, X-Sync-Token, X-Unreadable-Rows, X-Request-ID, Idempotency-Replayed",
        ),
    ),
];

/// What is said to a browser that asks beforehand, for its page.
const BEFOREHAND: [(HeaderName, HeaderValue); 3] = [
    (header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, PUT, DELETE, PATCH, OPTIONS")),
    (
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static(
            "Accept, Accept-Language, Content-Language, Content-Type, Authorization, X-CSRF-Token, X-Requested-With, \
             Cache-Control, X-Space, X-Request-ID, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID",
        ),
    ),
    (header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("3600")),
];

/// A refusal holds only now.
const UNKEPT: (HeaderName, HeaderValue) = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));

/// What older clients read where their page may not ask.
const DISALLOWED: &str = "Disallowed CORS origin";

/// Answers browsers that ask beforehand, and says on every answer whether the page may read it.
pub(super) async fn cors(request: Request, inside: Inside) -> Response {
    let friends = &inside.edge.customs.origins;
    let origin = request.headers().get(header::ORIGIN);
    let friend = origin.filter(|origin| friends.iter().any(|friend| friend.as_bytes() == origin.as_bytes())).cloned();
    let has_friends = !friends.is_empty();
    let mut response = match (is_beforehand(&request), &friend) {
        (true, Some(_)) => (StatusCode::NO_CONTENT, HeaderMap::from_iter(BEFOREHAND)).into_response(),
        (true, None) => (StatusCode::BAD_REQUEST, [UNKEPT], DISALLOWED).into_response(),
        (false, _) => inside.answer(request).await,
    };
    if has_friends {
        // Who keeps answers must not show one page what was said to another.
        response.headers_mut().append(header::VARY, HeaderValue::from_static("origin"));
    }
    if let Some(friend) = friend {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, friend);
        response.headers_mut().extend(FRIENDLY);
    }
    response
}

fn is_beforehand(request: &Request<Body>) -> bool {
    let has = |name: HeaderName| request.headers().contains_key(name);
    request.method() == Method::OPTIONS && has(header::ORIGIN) && has(header::ACCESS_CONTROL_REQUEST_METHOD)
}
