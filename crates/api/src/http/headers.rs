//! What the head of a request says.
use super::site;
use crate::{app::Way, input::Input};
use axum::http::{HeaderMap, HeaderName, header, request::Parts};
use base::{Error, Flaw, Result};

/// The header that names the space.
pub(super) const SPACE: HeaderName = HeaderName::from_static("x-space");
/// The key under which a request may be sent again.
pub(super) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The last event that a listener has heard.
pub(super) const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// How a list is to be told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum ListForm {
    /// As an array, the rest in headers.
    Bare,
    /// As an object that holds the array and the rest.
    Envelope,
}

/// What is said to whoever shows nothing.
pub(super) const MISSING: Error = Error::Unauthenticated { why: NOTHING };
const NOTHING: &str = "show a token: authorization: Bearer ...";

/// Whether that is said to somebody who has shown nothing.
pub(super) fn is_missing(error: &Error) -> bool {
    matches!(error.shown(), Error::Unauthenticated { why } if *why == NOTHING)
}

/// The token of a request, if it shows one, and how. What writes by a cookie has to show more than that.
pub(super) fn shown(headers: &HeaderMap, writes: bool) -> Result<Option<(String, Way)>> {
    let Some(shown) = text(headers, header::AUTHORIZATION)? else {
        let Some(token) = site::cookie(headers, "access_token").filter(|token| !token.is_empty()) else {
            return Ok(None);
        };
        let csrf = if writes { Some(site::csrf(headers)?) } else { None };
        return Ok(Some((token, Way::Cookie { csrf })));
    };
    match shown.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
            Ok(Some((token.trim().to_owned(), Way::Header)))
        }
        _ => Err(MISSING),
    }
}

/// A header as text.
pub(super) fn text(headers: &HeaderMap, name: HeaderName) -> Result<Option<String>> {
    let unreadable = |_| Error::Malformed { why: format!("the header {name} is not text").into() };
    headers.get(&name).map(|value| value.to_str().map(str::to_owned).map_err(unreadable)).transpose()
}

/// The revision that the caller has seen, from a strong tag such as `"7"`.
pub(super) fn if_match(headers: &HeaderMap) -> Result<Option<i64>> {
    let Some(tag) = text(headers, header::IF_MATCH)? else { return Ok(None) };
    let revision = tag.trim().strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).and_then(|tag| tag.parse().ok());
    revision.map(Some).ok_or(Error::Malformed { why: "If-Match holds no tag that we have given, such as \"7\"".into() })
}

/// The parameters of the query, and in which form a list is wanted.
pub(super) fn query(parts: &Parts) -> Result<(Input, ListForm)> {
    let query = parts.uri.query().unwrap_or_default();
    if query.is_empty() {
        return Ok((Input::default(), ListForm::Bare));
    }
    if !is_text(query.as_bytes()) {
        return Err(Error::Malformed { why: "the query is not UTF-8".into() });
    }
    let (mut input, mut form) = (Input::default(), ListForm::Bare);
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match (&*name, &*value) {
            ("envelope", "1" | "true") => form = ListForm::Envelope,
            ("envelope", "0" | "false") => form = ListForm::Bare,
            ("envelope", _) => {
                let message = "envelope is 1 or 0".into();
                return Err(Error::Invalid(vec![Flaw {
                    at: "/envelope".into(),
                    code: "value",
                    message,
                    allowed: None,
                }]));
            }
            _ => input = input.with_query(&name, &value),
        }
    }
    Ok((input, form))
}

/// Whether the bytes that a query stands for are UTF-8.
pub(super) fn is_text(query: &[u8]) -> bool {
    let hex = |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = Vec::with_capacity(query.len());
    let mut at = 0;
    while at < query.len() {
        let escaped =
            (query[at] == b'%' && at + 2 < query.len()).then(|| Some(hex(query[at + 1])? << 4 | hex(query[at + 2])?));
        match escaped.flatten() {
            Some(byte) => {
                bytes.push(byte);
                at += 3;
            }
            None => {
                bytes.push(query[at]);
                at += 1;
            }
        }
    }
    std::str::from_utf8(&bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use super::is_text;

    #[test]
    fn a_query_is_text_or_it_is_not() {
        assert!(is_text(b"q=%F0%9F%8C%B1&b=%") && is_text(b"") && is_text(b"a=%zz"));
        assert!(!is_text(b"q=%ff") && !is_text(b"q=%c3&b=%28"));
    }
}
