//! What the edge knows of those who come: which sites are friends, which proxies are believed, and from which address they came.
use super::{
    network::{Network, address},
    route::Route,
    site::{FORWARDED_HOST, FORWARDED_PROTO},
};
use crate::{caller::Origin, limits::Rates};
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, header},
};
use std::net::IpAddr;

/// What the edge holds requests to.
#[derive(Clone, Debug, Default)]
pub struct Customs {
    /// The origins of other sites whose pages may ask, such as `https://app.example.org`.
    pub origins: Vec<String>,
    /// The origin at which people reach the house, such as `https://house.example.org`.
    pub public_url: Option<String>,
    /// The proxies that are believed when they say for whom they ask.
    pub proxies: Vec<Network>,
    /// How many requests may be made in a minute.
    pub rates: Rates,
}

/// The address at the other end of the connection: an extension of the request.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// For whom a proxy asks, and for whom that one did: each adds whom it hears.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// How much of what a client calls itself is kept.
const LONGEST_AGENT: usize = 200;

impl Customs {
    /// From which address a request came, where that is known. What only a proxy may say is taken off it, unless it comes from one
    /// that is believed, or from this very machine.
    pub(super) fn receive(&self, request: &mut Request) -> Option<IpAddr> {
        let peer = request.extensions().get::<Peer>().map(|Peer(address)| address.to_canonical());
        let is_proxy = peer.is_some_and(|peer| self.is_proxy(peer));
        if !is_proxy && peer.is_some_and(|peer| !peer.is_loopback()) {
            request.headers_mut().remove(FORWARDED_HOST);
            request.headers_mut().remove(FORWARDED_PROTO);
        }
        peer.map(|peer| if is_proxy { self.client(peer, request.headers()) } else { peer })
    }

    fn is_proxy(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|network| network.holds(address))
    }

    /// The nearest address that is no proxy of ours; only our own proxies' word counts, and nobody's whom they have not heard.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let lines = headers.get_all(FORWARDED_FOR).into_iter().rev();
        let hops = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(',').map(address));
        let mut client = peer;
        for hop in hops {
            // What is not an address was not heard by anybody.
            let Some(hop) = hop else { break };
            client = hop;
            if !self.is_proxy(client) {
                break;
            }
        }
        client
    }
}

/// Where a request for that came from, with what it says it is.
pub(super) fn origin(address: Option<IpAddr>, headers: &HeaderMap, route: &Route) -> Origin {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let agent = text(header::USER_AGENT).map(|agent| agent.chars().take(LONGEST_AGENT).collect());
    Origin { address, agent, host: text(header::HOST).map(str::to_owned), asked: (route.method(), route.path) }
}
