//! What the edge knows of those who come: which sites are friends, and from which address they came.
use crate::caller::Origin;
use axum::http::{Extensions, HeaderMap, header, request::Parts};
use std::net::IpAddr;

/// What the edge holds requests to.
#[derive(Clone, Debug, Default)]
pub struct Customs {
    /// The origins of other sites whose pages may ask, such as `https://app.example.org`.
    pub origins: Vec<String>,
    /// The origin at which people reach the house, such as `https://house.example.org`.
    pub public_url: Option<String>,
}

/// The address at the other end of the connection: an extension of the request.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// How much of what a client calls itself is kept.
const LONGEST_AGENT: usize = 200;

/// Where a request came from.
pub(super) fn origin(parts: &Parts) -> Origin {
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).map(str::to_owned);
    Origin { address: address(&parts.extensions), agent: agent(&parts.headers), host }
}

/// From which address a request came, where that is known.
pub(super) fn address(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<Peer>().map(|Peer(address)| *address)
}

fn agent(headers: &HeaderMap) -> Option<String> {
    let agent = headers.get(header::USER_AGENT)?.to_str().ok()?;
    Some(agent.chars().take(LONGEST_AGENT).collect())
}
