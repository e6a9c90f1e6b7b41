//! What may be and what follows, for passkeys.
use super::{Passkey, webauthn::Site};
use base::Instant;

/// The site whose address that is; without one, the house on this machine that was asked. A passkey is made for a name, never
/// for a number.
pub(super) fn site(public_url: Option<&str>, host: Option<&str>) -> Option<Site> {
    let origin = match (public_url, host) {
        (Some(url), _) => url.to_owned(),
        (None, host) => format!("http://{}", host.filter(|host| is_loopback(name(host)))?),
    };
    let id = name(origin.split_once("://")?.1).to_ascii_lowercase();
    let is_name = id.starts_with(|letter: char| letter.is_ascii_alphabetic());
    is_name.then_some(Site { id, origin })
}

fn name(authority: &str) -> &str {
    authority.split_once(':').map_or(authority, |(name, _)| name)
}

fn is_loopback(name: &str) -> bool {
    name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost")
}

/// What comes of a passkey that has signed and says how often it has by now.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Counted {
    /// The passkey as it is from now on.
    On(Passkey),
    /// It was copied: one that was ahead has signed before. It is suspended.
    Back(Passkey),
}

/// A count that stands at nought is none: such devices do not count.
pub(super) fn counted(before: Passkey, sign_count: i64, now: Instant) -> Counted {
    let does_not_count = sign_count == 0 && before.sign_count == 0;
    if does_not_count || sign_count > before.sign_count {
        Counted::On(Passkey { sign_count, last_used_at: Some(now), ..before })
    } else {
        Counted::Back(Passkey { suspended_at: Some(now), ..before })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_is_the_address_of_the_house_or_else_a_name_of_this_machine() {
        let named = |url, host| site(url, host).map(|site| format!("{} {}", site.id, site.origin));
        for (url, host, expected) in [
            (Some("https://house.example.org"), None, Some("house.example.org https://house.example.org")),
            (
                Some("https://house.example.org:8443"),
                Some("localhost"),
                Some("house.example.org https://house.example.org:8443"),
            ),
            (None, Some("localhost:8000"), Some("localhost http://localhost:8000")),
            (None, Some("house.localhost"), Some("house.localhost http://house.localhost")),
            (None, Some("house.example.org"), None),
            (None, Some("localhost.example.org"), None),
            (None, Some("127.0.0.1:8000"), None),
            (None, Some("[::1]:8000"), None),
            (None, None, None),
            (Some("http://127.0.0.1:8000"), None, None),
        ] {
            assert_eq!(named(url, host).as_deref(), expected, "{url:?} {host:?}");
        }
    }
}
