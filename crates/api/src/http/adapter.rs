//! From a request to an operation and back; no handler is written by hand.
use super::{
    body, document,
    fault::Fault,
    guard::{Guard, Showing},
    headers,
    meters::Meter,
    passage::Passage,
    refused, respond,
    route::{Route, Verb},
    site,
    socket::Sockets,
};
use crate::{app::App, limits::Tally, module::Module, operation::Manner};
use axum::{
    Router,
    extract::{FromRequestParts, RawPathParams, Request},
    http::{header, request::Parts},
    response::{IntoResponse, Response},
    routing::{MethodFilter, MethodRouter, on},
};
use base::{Error, Flaw, Result};
use serde_json::Map;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};

/// The field that a browser brings as a cookie.
const REFRESH: &str = "refresh_token";

/// Every path of the modules. Two routes on one path, or two operations of one name, are a mistake of ours and a panic, so that
/// every test finds it.
pub(crate) fn router(app: &App, modules: &[&[Module]], meter: &Arc<Meter>) -> Router {
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
    let guard = Arc::new(Guard::new(app));
    paths.into_iter().fold(Router::new(), |router, (path, routes)| router.route(path, of_path(&guard, &routes, meter)))
}

/// All methods of one path; what it does not know is told with what it does.
fn of_path(guard: &Arc<Guard>, routes: &BTreeMap<Verb, &'static Route>, meter: &Arc<Meter>) -> MethodRouter {
    let allowed: Vec<&'static str> =
        routes.keys().flat_map(|verb| verb.allows().iter().copied()).collect::<BTreeSet<_>>().into_iter().collect();
    let refuse = move || async move { Fault(Error::Method { allowed }) };
    routes.iter().fold(MethodRouter::new().fallback(refuse), |router, (verb, route)| {
        let place = Arc::new(Place::new(guard, route, meter));
        let filter = MethodFilter::try_from(verb.method()).unwrap_or(MethodFilter::GET);
        router.merge(on(filter, async move |request: Request| place.answer(request).await))
    })
}

/// Where a route leads, with all that is known of it beforehand.
struct Place {
    guard: Arc<Guard>,
    route: &'static Route,
    takes: OnceLock<Takes>,
    meter: Arc<Meter>,
    number: usize,
}

/// What its input takes of that which can come by other ways, too.
struct Takes {
    revision: bool,
    refresh: bool,
}

impl Place {
    fn new(guard: &Arc<Guard>, route: &'static Route, meter: &Arc<Meter>) -> Self {
        let number = meter.number(route.operation.name());
        Self { guard: guard.clone(), route, takes: OnceLock::new(), meter: meter.clone(), number }
    }

    /// Looked up by the first request: to describe every input at the start takes memory for good.
    fn takes(&self) -> &Takes {
        self.takes.get_or_init(|| {
            let schema = self.route.operation.input().schema;
            let takes = |wanted: &str| document::properties(&schema).any(|name| name == wanted);
            Takes { revision: takes("revision"), refresh: takes(REFRESH) }
        })
    }

    async fn answer(&self, request: Request) -> Response {
        let timer = self.meter.begin(self.number);
        let passage = Passage::of(request.extensions());
        let mut tally = self.guard.tally();
        let outcome = self.perform(request, &mut tally).await;
        if let (Err(error), Some(passage)) = (&outcome, passage) {
            refused::note(self.guard.app(), error, &passage, self.route);
        }
        tally.used_up().into_iter().for_each(|limit| self.meter.is_used_up(limit));
        timer.end(outcome.as_ref().err().map(Error::code));
        let mut response = outcome.unwrap_or_else(|error| Fault(error).into_response());
        tally.left().into_iter().for_each(|left| respond::tell_left(&mut response, left));
        response
    }

    /// One request: who it is, what they may, what they bring, what it comes to. Who it is comes before the body is read.
    async fn perform(&self, request: Request, tally: &mut Tally<'_>) -> Result<Response> {
        let (app, operation) = (self.guard.app(), self.route.operation);
        let (mut parts, body) = request.into_parts();
        if self.route.is_socket {
            let (guard, meter) = (self.guard.clone(), self.meter.clone());
            return Sockets { guard, route: self.route, meter }.open(parts, tally).await;
        }
        let mut caller = self.guard.let_in(self.route, &parts, Showing::default(), tally).await?;
        caller.may(operation.permission())?;
        let (mut input, manner) = headers::query(&parts)?;
        let named = path(&mut parts).await?;
        for (name, value) in &named {
            input = input.with_path(name, value);
        }
        let if_match = if self.route.verb == Verb::Get { None } else { headers::if_match(&parts.headers)? };
        if let Some(revision) = if_match {
            if !self.takes().revision {
                return Err(Error::Malformed { why: "this operation looks at no revision: leave If-Match out".into() });
            }
            input = input.with_query("revision", &revision.to_string());
        }
        if operation.manner() == Manner::Streams
            && let Some(last) = headers::text(&parts.headers, headers::LAST_EVENT_ID)?
        {
            input = input.with_query("since", &last);
        }
        if self.route.verb == Verb::Post {
            caller.idempotency_key = headers::text(&parts.headers, headers::IDEMPOTENCY_KEY)?;
        }
        if let Some(takes) = &self.route.takes {
            input = input.with_file(body::file(&parts.headers, body, takes).await?);
        } else if self.route.verb.has_body() {
            input = input.with_body(body::read(&parts.headers, body, self.route.takes_form).await?);
            if self.takes().refresh
                && let Some(token) = site::cookie(&parts.headers, REFRESH)
            {
                input = input.with_body(Map::from_iter([(REFRESH.to_owned(), token.into())]));
            }
        }
        // Whoever reads the list after this position misses nothing that is not in it.
        let head = if operation.is_list() { Some(app.log().reached().await?) } else { None };
        let request_id = caller.request_id.clone();
        let outcome = operation.perform(app.clone(), caller, input).await.map_err(|error| match error {
            Error::Stale { what, .. } => Error::Stale { what, by_header: if_match.is_some() },
            // What a body names and is not there is a flaw of the body; of a path it is the path that leads nowhere.
            Error::Invalid(flaws) if flaws.iter().any(|flaw| is_unknown(flaw, &named)) => {
                Error::NotFound { what: "thing" }
            }
            other => other,
        })?;
        let if_none_match = headers::text(&parts.headers, header::IF_NONE_MATCH)?;
        let is_safe = site::is_safe(&parts.headers);
        let told = respond::Told { head, manner, if_none_match, is_safe, request_id, meter: &self.meter };
        Ok(respond::respond(self.route, outcome, &parts.uri, &told))
    }
}

/// Whether the flaw is that nothing is there by the name that the path has for it.
fn is_unknown(flaw: &Flaw, named: &[(String, String)]) -> bool {
    flaw.code == "unknown" && flaw.at.strip_prefix('/').is_some_and(|at| named.iter().any(|(name, _)| name == at))
}

async fn path(parts: &mut Parts) -> Result<Vec<(String, String)>> {
    let params = RawPathParams::from_request_parts(parts, &()).await;
    let params = params.map_err(|_| Error::Malformed { why: "the path is not UTF-8".into() })?;
    Ok(params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}
