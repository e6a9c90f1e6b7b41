//! What an operation came to, as an answer.
use super::{
    download::download,
    headers::ListForm,
    meters::Meter,
    route::{Route, Verb},
};
use crate::{
    changes::Position,
    events::EventBody,
    limits::Left,
    operation::Manner,
    outcome::{Done, Outcome},
};
use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use std::sync::Arc;

/// How many rows are left out of an answer because they cannot be read.
const UNREADABLE: HeaderName = HeaderName::from_static("x-unreadable-rows");

/// What else is to be told.
pub(super) struct Told<'a> {
    /// Where a list's changes are to be followed from.
    pub(super) head: Option<Position>,
    /// How a list is to be told.
    pub(super) manner: ListForm,
    /// The tags that the caller has.
    pub(super) if_none_match: Option<String>,
    /// Whether cookies go over a safe connection.
    pub(super) is_safe: bool,
    /// The id of the request.
    pub(super) request_id: String,
    /// Where open streams are counted.
    pub(super) meter: &'a Arc<Meter>,
}

/// The answer.
pub(super) fn respond(route: &Route, outcome: Outcome, uri: &Uri, told: &Told<'_>) -> Response {
    let mut response = match outcome {
        Outcome::Done(done) => whole(route, done, uri, told),
        Outcome::Events(events) => {
            let kind = HeaderValue::from_static("text/event-stream; charset=utf-8");
            let body = Body::new(EventBody { events, has_begun: false, _open: told.meter.open() });
            ([(header::CONTENT_TYPE, kind)], body).into_response()
        }
        Outcome::File(file) => {
            let tag = file.tag.as_ref().map(|tag| format!("\"{tag}\""));
            not_modified(route, tag.as_deref(), told).unwrap_or_else(|| {
                let mut response = download(file, told.request_id.clone());
                set(&mut response, header::ETAG, tag);
                response
            })
        }
    };
    set(&mut response, header::CACHE_CONTROL, Some("no-store".into()));
    response
}

/// Tells what is left of a limit, on refusals too.
pub(super) fn tell_left(response: &mut Response, left: Left) {
    let Left { limit, remaining, reset_s } = left;
    for (name, value) in
        [("x-ratelimit-limit", limit), ("x-ratelimit-remaining", remaining), ("x-ratelimit-reset", reset_s)]
    {
        response.headers_mut().insert(HeaderName::from_static(name), value.into());
    }
}

fn whole(route: &Route, done: Done, uri: &Uri, told: &Told<'_>) -> Response {
    // Only what was made just now is announced with its place.
    let made = done.location.filter(|_| route.operation.manner() == Manner::Writes && route.verb == Verb::Post);
    let tag = done.revision.map(|revision| format!("\"{revision}\""));
    if let Some(response) = not_modified(route, tag.as_deref(), told) {
        return response;
    }
    let status = match made {
        _ if route.operation.is_empty() => StatusCode::NO_CONTENT,
        Some(_) => StatusCode::CREATED,
        None => StatusCode::OK,
    };
    let is_list = route.operation.is_list();
    let is_changes = done.sync_token.is_some();
    let sync_token = done.sync_token.or(told.head.map(|head| head.to_string()));
    let body = match told.manner {
        ListForm::Envelope if is_list && !is_changes => {
            enveloped(&done.body, done.next.as_deref(), sync_token.as_deref())
        }
        _ => done.body,
    };
    let mut response = match status {
        StatusCode::NO_CONTENT => status.into_response(),
        _ => ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response(),
    };
    *response.status_mut() = status;
    let cookies = done.cookies.iter().filter_map(|cookie| HeaderValue::from_str(&cookie.header(told.is_safe)).ok());
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    set(&mut response, header::LOCATION, made);
    set(&mut response, header::ETAG, tag);
    if is_list {
        set(&mut response, header::LINK, done.next.as_deref().map(|next| link(uri, next)));
        set(&mut response, HeaderName::from_static("x-next-cursor"), done.next);
        set(&mut response, HeaderName::from_static("x-sync-token"), sync_token);
    }
    if done.unreadable > 0 {
        set(&mut response, UNREADABLE, Some(done.unreadable.to_string()));
    }
    if done.is_replay {
        set(&mut response, HeaderName::from_static("idempotency-replayed"), Some("true".into()));
    }
    response
}

/// The answer to whoever has it already.
fn not_modified(route: &Route, tag: Option<&str>, told: &Told<'_>) -> Option<Response> {
    if route.verb != Verb::Get || !has(told.if_none_match.as_deref(), tag) {
        return None;
    }
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    set(&mut response, header::ETAG, tag.map(str::to_owned));
    Some(response)
}

fn set(response: &mut Response, name: HeaderName, value: Option<String>) {
    if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
        response.headers_mut().insert(name, value);
    }
}

/// Whether a list of tags names this one; `W/` makes no difference here.
fn has(given: Option<&str>, tag: Option<&str>) -> bool {
    let (Some(given), Some(tag)) = (given, tag) else { return false };
    given.split(',').map(str::trim).any(|given| given == "*" || given.strip_prefix("W/").unwrap_or(given) == tag)
}

/// `{"items": [...], "next": ..., "sync_token": ...}`
fn enveloped(items: &[u8], next: Option<&str>, sync_token: Option<&str>) -> Vec<u8> {
    let rest = serde_json::json!({ "next": next, "sync_token": sync_token }).to_string();
    [b"{\"items\":", items, b",", &rest.as_bytes()[1..]].concat()
}

/// The same list, from the cursor on.
fn link(uri: &Uri, next: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let given = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    query.extend_pairs(given.filter(|(name, _)| name != "cursor"));
    format!("<{}?{}>; rel=\"next\"", uri.path(), query.append_pair("cursor", next).finish())
}
