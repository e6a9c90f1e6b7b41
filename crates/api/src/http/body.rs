//! Reading the body of a request: a JSON object or a file, within the limit.
use super::{halves, headers::text, multipart};
use crate::file::Takes;
use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, header},
};
use base::{Error, Result};
use serde_json::{Map, Value};
use std::iter;

/// How large a body may be.
pub(super) const BODY_BYTES: usize = 4 << 20;
/// What a form of a page is sent as.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// What JSON is sent as.
pub(super) const JSON: &str = "application/json";

/// The fields of the body; those of a form where one is taken.
pub(super) async fn read(headers: &HeaderMap, body: Body, takes_form: bool) -> Result<Map<String, Value>> {
    let bytes = within(headers, body, BODY_BYTES, BODY_BYTES).await?;
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    let kind = text(headers, header::CONTENT_TYPE)?.unwrap_or_default();
    if takes_form && is(&kind, FORM) {
        return form(&bytes);
    }
    if !is(&kind, JSON) {
        return Err(Error::MediaType { taken: iter::once(JSON).chain(takes_form.then_some(FORM)).collect() });
    }
    match serde_json::from_slice(&bytes).or_else(|error| halves::as_nul(&bytes).ok_or(error)) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(Error::Body { why: "the body is JSON, but not an object".into() }),
        Err(error) => Err(unread(&error)),
    }
}

/// The file that a body is, or that is the one part of it.
pub(super) async fn file(headers: &HeaderMap, body: Body, takes: &Takes) -> Result<Vec<u8>> {
    let kind = text(headers, header::CONTENT_TYPE)?.unwrap_or_default();
    let is_taken = |kind: &str| takes.kinds.iter().any(|taken| is(kind, taken));
    let refused = || Error::MediaType { taken: takes.kinds.iter().copied().chain([multipart::KIND]).collect() };
    if is_taken(&kind) {
        return Ok(within(headers, body, takes.most_bytes, takes.most_bytes).await?.into());
    }
    if !is(&kind, multipart::KIND) {
        return Err(refused());
    }
    let boundary =
        multipart::boundary(&kind).ok_or(Error::Body { why: "the form does not say its boundary".into() })?;
    let form = within(headers, body, takes.most_bytes + multipart::AROUND_BYTES, takes.most_bytes).await?;
    let part = multipart::part(&form, boundary)?;
    if !part.kind.is_none_or(is_taken) {
        return Err(refused());
    }
    match part.bytes.len() > takes.most_bytes {
        true => Err(Error::TooLarge { limit_bytes: takes.most_bytes }),
        false => Ok(part.bytes.to_vec()),
    }
}

/// The bytes of a body that has at most so many; `told` is what is said of the limit.
async fn within(headers: &HeaderMap, body: Body, most: usize, told: usize) -> Result<Bytes> {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > most) {
        return Err(Error::TooLarge { limit_bytes: told });
    }
    to_bytes(body, most).await.map_err(|error| match is_too_large(&error) {
        true => Error::TooLarge { limit_bytes: told },
        false => Error::Body { why: "the body ended before it was whole".into() },
    })
}

/// Whether a content type is that one, whatever else it says.
fn is(kind: &str, wanted: &str) -> bool {
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(wanted))
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
