//! Reading the body of a request: a JSON object, within the limit.
use super::{halves, headers::text};
use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, header},
};
use base::{Error, Result};
use serde_json::{Map, Value};

/// How large a body may be.
pub(super) const BODY_BYTES: usize = 4 << 20;
/// What a form of a page is sent as.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// The fields of the body; those of a form where one is taken.
pub(super) async fn read(headers: &HeaderMap, body: Body, takes_form: bool) -> Result<Map<String, Value>> {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > BODY_BYTES) {
        return Err(Error::TooLarge { limit_bytes: BODY_BYTES });
    }
    let bytes = to_bytes(body, BODY_BYTES).await.map_err(|error| match is_too_large(&error) {
        true => Error::TooLarge { limit_bytes: BODY_BYTES },
        false => Error::Body { why: "the body ended before it was whole".into() },
    })?;
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    let kind = text(headers, header::CONTENT_TYPE)?.unwrap_or_default();
    let is = |wanted: &str| kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(wanted));
    if takes_form && is(FORM) {
        return form(&bytes);
    }
    if !is("application/json") {
        return Err(Error::MediaType);
    }
    match serde_json::from_slice(&bytes).or_else(|error| halves::as_nul(&bytes).ok_or(error)) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(Error::Body { why: "the body is JSON, but not an object".into() }),
        Err(error) => Err(unread(&error)),
    }
}

/// The fields of a form: a text each.
fn form(bytes: &[u8]) -> Result<Map<String, Value>> {
    if !super::headers::is_text(bytes) {
        return Err(Error::Body { why: "the form is not UTF-8".into() });
    }
    Ok(form_urlencoded::parse(bytes).map(|(name, value)| (name.into_owned(), value.into_owned().into())).collect())
}

/// JSON that is written well, but holds what no value can be, is a flaw of a value and not of the writing.
fn unread(error: &serde_json::Error) -> Error {
    let words = error.to_string();
    match words.contains("number out of range") {
        true => Error::flaw("", "number", words),
        false => Error::Body { why: format!("the body is not JSON: {words}").into() },
    }
}

/// Whether reading a body ended at the limit.
fn is_too_large(error: &axum::Error) -> bool {
    std::error::Error::source(error).is_some_and(|cause| cause.to_string().contains("length limit exceeded"))
}
