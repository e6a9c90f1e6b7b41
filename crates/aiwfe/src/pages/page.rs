//! A text at a path, which a browser keeps for as long as it stays the same.
use api::http::Fault;
use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use base::Error;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A text, where it is and what it is.
pub(super) struct Page {
    pub(super) path: String,
    pub(super) content_type: &'static str,
    pub(super) body: Bytes,
}

impl Page {
    pub(super) const HTML: &str = "text/html; charset=utf-8";
    pub(super) const CSS: &str = "text/css; charset=utf-8";
    pub(super) const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
    pub(super) const SVG: &str = "image/svg+xml; charset=utf-8";

    /// The router with this page in it.
    pub(super) fn serve(self, router: Router) -> Router {
        let Self { path, content_type, body } = self;
        let tag = tag(&body);
        let answer = move |headers: HeaderMap| async move { answer(&headers, tag, content_type, body) };
        router.route(&path, get(answer).fallback(wrong_method))
    }
}

/// A page is only read.
pub(super) async fn wrong_method() -> Fault {
    Fault(Error::Method { allowed: vec!["GET", "HEAD"] })
}

fn answer(headers: &HeaderMap, tag: HeaderValue, content_type: &'static str, body: Bytes) -> Response {
    let is_known = is_known(headers, &tag);
    let always = [(header::ETAG, tag), (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    if is_known {
        return (StatusCode::NOT_MODIFIED, always).into_response();
    }
    (always, [(header::CONTENT_TYPE, HeaderValue::from_static(content_type))], body).into_response()
}

/// Whether the client says that it has the text of this tag.
fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let given = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    given
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known).as_bytes() == tag.as_bytes())
}

fn tag(body: &[u8]) -> HeaderValue {
    let digits = Sha256::digest(body).iter().fold(String::new(), |mut digits, byte| {
        // Writing to a text does not fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    });
    HeaderValue::from_str(&format!("\"{digits}\"")).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}
