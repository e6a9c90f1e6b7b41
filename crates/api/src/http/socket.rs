//! A stream over a WebSocket: how it is opened, and by whom.
use super::{
    guard::{Guard, Showing},
    headers,
    meters::Meter,
    passage::Passage,
    refused,
    route::Route,
    session::{Entry, Greeting, Session},
};
use crate::{input::Input, limits::Tally, outcome::Outcome};
use axum::{
    extract::{
        FromRequestParts,
        ws::{WebSocket, WebSocketUpgrade},
    },
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::Response,
};
use base::{Error, Result};
use std::sync::Arc;

/// What stands before a token in the name of a subprotocol.
const BEARER: &str = "Bearer.";
/// How large a message may be before it is not even read.
const UNREAD_BYTES: usize = 2 * super::session::LARGEST_BYTES;

/// Where sockets are opened.
#[derive(Clone)]
pub(super) struct Sockets {
    pub(super) guard: Arc<Guard>,
    pub(super) route: &'static Route,
    pub(super) meter: Arc<Meter>,
}

/// How it is known who opens it.
enum Known {
    /// By what the request shows: they are let in already.
    Already(Entry),
    /// By a token in the name of a subprotocol.
    ByProtocol(String),
    /// Not yet: the first frame tells.
    ByGreeting,
}

impl Sockets {
    /// Opens one. What a header or a cookie shows is judged before, so that it is answered as everywhere; a browser lets a page set
    /// no header, and a token that comes later is judged in the open socket, which then closes with the reason.
    pub(super) async fn open(&self, mut parts: Parts, tally: &mut Tally<'_>) -> Result<Response> {
        let shows_header = parts.headers.contains_key(header::AUTHORIZATION);
        if !shows_header {
            self.guard.is_ours(&parts.headers)?;
        }
        let (mut input, _) = headers::query(&parts)?;
        let space = input.take("space").read::<Space>()?.space;
        let protocol = protocol(&parts.headers);
        let known = match &protocol {
            None if shows_header || headers::shown(&parts.headers, false)?.is_some() => {
                let caller = self.guard.let_in(self.route, &parts, Showing { token: None, space }, tally).await?;
                Known::Already(self.enter(caller, input.clone()).await?)
            }
            None if !parts.headers.contains_key(header::UPGRADE) => return Err(headers::MISSING),
            None => Known::ByGreeting,
            Some(protocol) => Known::ByProtocol(token(protocol).unwrap_or_default().to_owned()),
        };
        let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &()).await;
        let upgrade =
            upgrade.map_err(|why| Error::Malformed { why: format!("this path is for WebSockets: {why}").into() });
        let mut upgrade = upgrade?.max_message_size(UNREAD_BYTES).max_frame_size(UNREAD_BYTES);
        if let Some(protocol) = protocol {
            upgrade.set_selected_protocol(protocol);
        }
        let sockets = self.clone();
        let mut response = upgrade.on_upgrade(|socket| async move { sockets.talk(socket, parts, known, input).await });
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok(response)
    }

    async fn talk(self, socket: WebSocket, parts: Parts, known: Known, input: Input) {
        let app = self.guard.app().clone();
        let mut session = Session::new(socket, app.clone(), self.meter.open());
        let (space, query) = (parts.uri.query().and_then(space), input);
        let entry = match known {
            Known::Already(entry) => Ok(entry),
            Known::ByProtocol(token) => self.show(&parts, Showing { token: Some(token), space }, query).await,
            Known::ByGreeting => match session.greeting().await {
                Ok(Greeting { token, since, space: named, .. }) => {
                    let input = since.map_or(query.clone(), |since| query.with_query("since", &since));
                    self.show(&parts, Showing { token: Some(token), space: named.or(space) }, input).await
                }
                Err(close) => return session.close(close).await,
            },
        };
        let close = match entry {
            Ok(entry) => session.tell(entry, |caller| self.guard.counts(self.route, caller)).await,
            Err(error) => super::session::refusal(&error),
        };
        session.close(close).await;
    }

    /// Lets somebody in by a token that came when the socket was open.
    async fn show(&self, parts: &Parts, showing: Showing, input: Input) -> Result<Entry> {
        let mut tally = self.guard.tally();
        let entered = match self.guard.let_in(self.route, parts, showing, &mut tally).await {
            Ok(caller) => self.enter(caller, input).await,
            Err(error) => Err(error),
        };
        if let (Err(error), Some(passage)) = (&entered, Passage::of(&parts.extensions)) {
            refused::note(self.guard.app(), error, &passage, self.route);
        }
        entered
    }

    async fn enter(&self, caller: crate::Caller, input: Input) -> Result<Entry> {
        let operation = self.route.operation;
        match operation.perform(self.guard.app().clone(), caller.clone(), input).await? {
            Outcome::Events(events) => Ok(Entry { caller, events }),
            _ => Err(Error::Internal { cause: format!("{} tells no events", operation.name()) }),
        }
    }
}

#[derive(serde::Deserialize)]
struct Space {
    #[serde(default)]
    space: Option<String>,
}

/// The space that a query names.
fn space(query: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "space").map(|(_, value)| value.into_owned())
}

/// The subprotocol that holds a token, if one is offered.
fn protocol(headers: &HeaderMap) -> Option<HeaderValue> {
    let offered = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).into_iter().filter_map(|line| line.to_str().ok());
    let mut names = offered.flat_map(|line| line.split(',')).map(str::trim);
    names.find(|name| name.starts_with(BEARER)).and_then(|name| HeaderValue::from_str(name).ok())
}

fn token(protocol: &HeaderValue) -> Option<&str> {
    protocol.to_str().ok()?.strip_prefix(BEARER)
}
