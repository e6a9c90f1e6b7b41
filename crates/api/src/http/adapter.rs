//! From a request to an operation and back; no handler is written by hand.
use super::{
    fault::Fault,
    layers::RequestId,
    route::{Route, Verb},
};
use crate::{app::App, input::Input, module::Module, operation::Done};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{FromRequestParts, RawPathParams, Request},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{MethodFilter, MethodRouter, on},
};
use base::{Error, Result};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// How large a body may be.
const BODY_BYTES: usize = 1 << 20;
/// The header that names the space.
const SPACE: HeaderName = HeaderName::from_static("x-space");

/// Every path of the modules. Two routes on one path, or two operations of one name, are a mistake of ours and a panic, so that
/// every test finds it.
pub fn router(app: &App, modules: &[&[Module]]) -> Router {
    let routes = modules.iter().flat_map(|of_crate| of_crate.iter()).flat_map(|module| module.routes);
    let mut paths: BTreeMap<&str, BTreeMap<Verb, &'static Route>> = BTreeMap::new();
    let mut names: BTreeMap<&str, *const ()> = BTreeMap::new();
    for route in routes {
        let known = paths.entry(route.path).or_default().insert(route.verb, route);
        assert!(known.is_none(), "two routes lead from {:?} {}", route.verb, route.path);
        let operation = std::ptr::from_ref(route.operation).cast::<()>();
        let known = names.insert(route.operation.name(), operation);
        assert!(known.is_none_or(|known| known == operation), "two operations are called {}", route.operation.name());
    }
    paths.into_iter().fold(Router::new(), |router, (path, routes)| router.route(path, of_path(app, &routes)))
}

/// All methods of one path; what it does not know is told with what it does.
fn of_path(app: &App, routes: &BTreeMap<Verb, &'static Route>) -> MethodRouter {
    let allowed: Vec<&'static str> =
        routes.keys().flat_map(|verb| verb.allows().iter().copied()).collect::<BTreeSet<_>>().into_iter().collect();
    let refuse = move || async move { Fault(Error::Method { allowed }) };
    routes.iter().fold(MethodRouter::new().fallback(refuse), |router, (verb, route)| {
        let (app, route) = (app.clone(), *route);
        let filter = MethodFilter::try_from(verb.method()).unwrap_or(MethodFilter::GET);
        router
            .merge(on(filter, move |request: Request| async move { answer(app, route, request).await.map_err(Fault) }))
    })
}

/// One request: who it is, what they may, what they bring, what it comes to. Who it is comes before the body is read.
async fn answer(app: App, route: &'static Route, request: Request) -> Result<Response> {
    let (mut parts, body) = request.into_parts();
    let request_id = parts.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let (token, space) = (bearer(&parts.headers)?, text(&parts.headers, SPACE)?);
    let caller = app.doors().caller(app.clone(), token, space, request_id).await?;
    caller.may(route.operation.permission())?;
    let mut input = query(&parts, Input::default());
    for (name, value) in &path(&mut parts).await? {
        input = input.with_path(name, value);
    }
    let if_match = if_match(&parts.headers)?;
    if let Some(revision) = if_match {
        input = input.with_query("revision", &revision.to_string());
    }
    if route.verb.has_body() {
        input = input.with_body(read(&parts.headers, body).await?);
    }
    let done = route.operation.perform(app, caller, input).await.map_err(|error| match error {
        Error::Stale { what, .. } => Error::Stale { what, by_header: if_match.is_some() },
        other => other,
    })?;
    Ok(respond(route, &done))
}

fn bearer(headers: &HeaderMap) -> Result<String> {
    let missing = Error::Unauthenticated { why: "show a token: authorization: Bearer ..." };
    let Some(shown) = text(headers, header::AUTHORIZATION)? else { return Err(missing) };
    match shown.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(token.trim().to_owned()),
        _ => Err(missing),
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Result<Option<String>> {
    let unreadable = |_| Error::Malformed { why: format!("the header {name} is not text").into() };
    headers.get(&name).map(|value| value.to_str().map(str::to_owned).map_err(unreadable)).transpose()
}

/// The revision that the caller has seen, from a strong tag such as `"7"`.
fn if_match(headers: &HeaderMap) -> Result<Option<i64>> {
    let Some(tag) = text(headers, header::IF_MATCH)? else { return Ok(None) };
    let revision = tag.trim().strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).and_then(|tag| tag.parse().ok());
    revision.map(Some).ok_or(Error::Malformed { why: "If-Match holds no tag that we have given, such as \"7\"".into() })
}

fn query(parts: &Parts, input: Input) -> Input {
    let pairs = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
    pairs.fold(input, |input, (name, value)| input.with_query(&name, &value))
}

async fn path(parts: &mut Parts) -> Result<Vec<(String, String)>> {
    let params = RawPathParams::from_request_parts(parts, &()).await;
    let params = params.map_err(|_| Error::Malformed { why: "the path is not UTF-8".into() })?;
    Ok(params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

async fn read(headers: &HeaderMap, body: Body) -> Result<Map<String, Value>> {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > BODY_BYTES) {
        return Err(Error::TooLarge { limit_bytes: BODY_BYTES });
    }
    let bytes = to_bytes(body, BODY_BYTES).await.map_err(|error| match is_too_large(&error) {
        true => Error::TooLarge { limit_bytes: BODY_BYTES },
        false => Error::Malformed { why: "the body ended before it was whole".into() },
    })?;
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    let kind = text(headers, header::CONTENT_TYPE)?.unwrap_or_default();
    if !kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json")) {
        return Err(Error::MediaType);
    }
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(Error::Malformed { why: "the body is JSON, but not an object".into() }),
        Err(error) => Err(Error::Malformed { why: format!("the body is not JSON: {error}").into() }),
    }
}

/// Whether reading a body ended at the limit.
fn is_too_large(error: &axum::Error) -> bool {
    std::error::Error::source(error).is_some_and(|cause| cause.to_string().contains("length limit exceeded"))
}

fn respond(route: &Route, done: &Done) -> Response {
    // Only what was made just now is announced with its place.
    let made = done.location.clone().filter(|_| route.operation.writes() && route.verb == Verb::Post);
    let status = if made.is_some() { StatusCode::CREATED } else { StatusCode::OK };
    let mut response = (status, done.body.clone()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let mut set = |name: HeaderName, value: Option<String>| {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
            headers.insert(name, value);
        }
    };
    set(header::LOCATION, made);
    set(header::ETAG, done.revision.map(|revision| format!("\"{revision}\"")));
    set(HeaderName::from_static("x-next-cursor"), done.next.clone());
    response
}
