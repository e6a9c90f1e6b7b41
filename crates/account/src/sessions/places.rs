//! Where somebody signs in from: what their address and their client tell, as far as they tell one place from another.
use super::Session;
use crate::{LetterKind, User, letters};
use api::{App, Caller};
use base::{Id, Result};
use std::net::IpAddr;
use store::{Batch, sql};

/// A network, and a client whatever its version.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    network: Vec<u8>,
    client: String,
}

impl Place {
    fn of(address: IpAddr, agent: Option<&str>) -> Self {
        let network = match address.to_canonical() {
            IpAddr::V4(address) => address.octets()[..3].to_vec(),
            IpAddr::V6(address) => address.octets()[..8].to_vec(),
        };
        let client = agent.unwrap_or_default().chars().filter(|letter| letter.is_alphabetic()).collect();
        Self { network, client }
    }
}

/// The writes by which somebody is told that they sign in from where they have not before; nothing where they never have, or have
/// from there. What is compared are the sessions that are remembered.
pub(crate) async fn told(app: &App, user: &User, caller: &Caller) -> Result<Batch> {
    let origin = caller.origin.as_deref();
    let place = origin.and_then(|origin| Some(Place::of(origin.address?, origin.agent.as_deref())));
    told_of(app, user, place).await
}

/// The same of where a session began.
pub(crate) async fn told_of_session(app: &App, user: &User, session: &Session) -> Result<Batch> {
    told_of(app, user, of_session(session.address.as_deref(), session.agent.as_deref())).await
}

async fn told_of(app: &App, user: &User, place: Option<Place>) -> Result<Batch> {
    let before = sql!(
        (Option<String>, Option<String>),
        (Id,),
        "select address, agent from sessions where user_id = $1 and passed_at is not null \
         order by created_at desc, id desc limit 100"
    );
    let Some(place) = place else { return Ok(Batch::new()) };
    let before = app.store().readable(before, (user.id,)).await?;
    let is_known = |(address, agent): &(Option<String>, Option<String>)| {
        of_session(address.as_deref(), agent.as_deref()).as_ref() == Some(&place)
    };
    match before.is_empty() || before.iter().any(is_known) {
        true => Ok(Batch::new()),
        false => letters::notice(app, user, LetterKind::NewPlace),
    }
}

fn of_session(address: Option<&str>, agent: Option<&str>) -> Option<Place> {
    Some(Place::of(address?.parse().ok()?, agent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_network_and_a_client_whatever_its_version() {
        let place = |address: &str, agent: &str| of_session(Some(address), Some(agent)).unwrap();
        let home = place("203.0.113.7", "Firefox/128.0 (X11; Linux)");
        assert_eq!(home, place("203.0.113.250", "Firefox/129.1 (X11; Linux)"));
        assert_eq!(home, place("::ffff:203.0.113.7", "Firefox/128.0 (X11; Linux)"));
        assert_ne!(home, place("203.0.114.7", "Firefox/128.0 (X11; Linux)"));
        assert_ne!(home, place("203.0.113.7", "curl/8.5.0"));
        assert_eq!(place("2001:db8::1", "x"), place("2001:db8::ffff:ffff:ffff:1", "x"));
        assert_ne!(place("2001:db8::1", "x"), place("2001:db8:0:1::1", "x"));
        assert_eq!((of_session(None, Some("x")), of_session(Some("nowhere"), None)), (None, None));
    }
}
