//! Which site a request comes from: what a browser says of it, and the cookies that it keeps for us.
use super::headers::text;
use crate::{app::Csrf, cookie::Cookie};
use axum::http::{HeaderMap, HeaderName, Uri, header};
use base::{Error, Result};

/// What a browser says of the page that a request comes from.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// The host that a proxy was asked for; only those that are believed have it with them (`customs.rs`).
pub(super) const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
/// How a proxy was asked; likewise.
pub(super) const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const CSRF_TOKEN: HeaderName = HeaderName::from_static("x-csrf-token");

const FOREIGN: Error =
    Error::CrossSite { why: "this request comes from a page of another site, and nothing but our own pages may ask" };

/// Whether the cookies of this request came over a safe connection: always, but for one that does not leave the machine.
pub(super) fn is_safe(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    is_https(headers) || !is_loopback(host)
}

/// Whether a proxy says that the request came to it over a safe connection.
pub(super) fn is_https(headers: &HeaderMap) -> bool {
    headers.get(FORWARDED_PROTO).is_some_and(|proto| proto.as_bytes().eq_ignore_ascii_case(b"https"))
}

fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    let name = name.map_or(host, |(name, _)| name).trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || name.to_ascii_lowercase().ends_with(".localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// What the browser keeps for us under that name.
pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let name = Cookie::name(name, is_safe(headers));
    let pairs = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let mut pairs = pairs.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
}

/// What a page of ours shows beside its cookies.
pub(super) fn csrf(headers: &HeaderMap) -> Result<Csrf> {
    Ok(Csrf { cookie: cookie(headers, "csrf_token"), header: text(headers, CSRF_TOKEN)? })
}

/// Refuses a request that a browser sends for a page of another site. What is no browser says nothing, and shows no cookies
/// that it was not given.
pub(super) fn check(headers: &HeaderMap, friends: &[String]) -> Result<()> {
    let origin = text(headers, header::ORIGIN)?;
    let is_friend = origin.as_ref().is_some_and(|origin| friends.contains(origin));
    match (text(headers, FETCH_SITE)?.as_deref(), origin) {
        _ if is_friend => Ok(()),
        (Some("same-origin" | "none"), _) | (None, None) => Ok(()),
        (None, Some(origin)) if is_ours(headers, &origin) => Ok(()),
        _ => Err(FOREIGN),
    }
}

/// Whether an origin is the host that was asked.
fn is_ours(headers: &HeaderMap, origin: &str) -> bool {
    let authority = origin.parse::<Uri>().ok().and_then(|uri| uri.authority().cloned());
    let Some(authority) = authority else { return false };
    let is = |host: Option<&axum::http::HeaderValue>| {
        host.is_some_and(|host| host.as_bytes().eq_ignore_ascii_case(authority.as_str().as_bytes()))
    };
    is(headers.get(header::HOST)) || is(headers.get(FORWARDED_HOST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), axum::http::HeaderValue::from_static(value))
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn s_09_only_our_own_pages_and_what_is_no_browser_may_ask() {
        let friends = ["https://app.example.org".to_owned()];
        let passes = |pairs: &[(&'static str, &'static str)]| {
            let mut all = headers(pairs);
            all.insert("host", axum::http::HeaderValue::from_static("house.example.org"));
            check(&all, &friends).is_ok()
        };
        for ours in [
            &[][..],
            &[("sec-fetch-site", "same-origin")],
            &[("sec-fetch-site", "none")],
            &[("origin", "https://house.example.org")],
            &[("origin", "https://app.example.org")],
            &[("origin", "https://app.example.org"), ("sec-fetch-site", "cross-site")],
            &[("origin", "https://out.example.org"), ("x-forwarded-host", "out.example.org")],
        ] {
            assert!(passes(ours), "{ours:?}");
        }
        for foreign in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "nonsense")],
            &[("sec-fetch-site", "same-site"), ("origin", "https://house.example.org")],
            &[("origin", "null")],
            &[("origin", "")],
            &[("origin", "https://evil.example.org")],
            &[("origin", "https://house.example.org.evil.org")],
        ] {
            assert!(!passes(foreign), "{foreign:?}");
        }
    }

    #[test]
    fn a_cookie_is_read_under_the_name_that_fits_the_connection() {
        let read = |host: &'static str, cookies: &'static str| {
            cookie(&headers(&[("host", host), ("cookie", cookies)]), "csrf_token")
        };
        assert_eq!(read("localhost:8000", "a=b; csrf_token=x"), Some("x".into()));
        assert_eq!(read("[::1]:8000", "csrf_token=x"), Some("x".into()));
        assert_eq!(read("127.0.0.1", "__Host-csrf_token=x"), None);
        assert_eq!(read("house.example.org", "csrf_token=y; __Host-csrf_token=x"), Some("x".into()));
        assert_eq!(read("house.example.org", "csrf_token=y"), None);
        assert_eq!(read("127.0.0.1.evil.org", "csrf_token=y"), None);
    }
}
