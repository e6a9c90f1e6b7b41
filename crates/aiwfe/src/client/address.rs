//! Where a server is: the URL that somebody gave, in its parts.
use crate::{exit::Failure, mask};
use hyper::Uri;
use std::fmt;

/// A server, and the path below which it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) is_secure: bool,
    pub(super) host: String,
    pub(super) port: u16,
    /// As a `Host` header has it.
    authority: String,
    /// Without a slash at the end.
    prefix: String,
}

impl Address {
    /// Reads `http://HOST[:PORT][/PATH]`, or the same with `https`.
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        Self::of(text).ok_or_else(|| {
            let shown = mask::one(text);
            Failure::usage(format!("{shown:?} is no address of a server; write http://HOST[:PORT] or https://HOST"))
        })
    }

    fn of(text: &str) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let (authority, is_secure) = (uri.authority()?, uri.scheme_str()? == "https");
        let is_plain = uri.scheme_str()? == "http";
        if !(is_secure || is_plain) || uri.query().is_some() || authority.as_str().contains('@') {
            return None;
        }
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        Some(Self {
            is_secure,
            port: authority.port_u16().unwrap_or(if is_secure { 443 } else { 80 }),
            authority: authority.to_string(),
            prefix: uri.path().trim_end_matches('/').to_owned(),
            host: (!host.is_empty()).then_some(host)?,
        })
    }

    /// What a `Host` header says of it.
    pub(super) fn authority(&self) -> &str {
        &self.authority
    }

    /// A path as this server knows it.
    pub(super) fn below(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let scheme = if self.is_secure { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_may_answer_below_a_path() {
        for (given, host, port, path) in [
            ("http://127.0.0.1:8000", "127.0.0.1", 8000, "/tasks"),
            ("http://house/", "house", 80, "/tasks"),
            ("https://team.example/house/", "team.example", 443, "/house/tasks"),
            ("https://[::1]:8443/a/b", "::1", 8443, "/a/b/tasks"),
        ] {
            let address = Address::parse(given).unwrap();
            assert_eq!((address.host.as_str(), address.port, address.below("/tasks").as_str()), (host, port, path));
            assert_eq!(address.to_string(), given.trim_end_matches('/'));
        }
    }

    #[test]
    fn what_is_no_address_is_told_without_its_password() {
        for text in ["house", "house:8000", "/tasks", "ftp://house", "http://", "http://house?x=1", ""] {
            assert!(Address::parse(text).is_err(), "{text}");
        }
        let failure = Address::parse("http://ann:hunter2@house").unwrap_err().to_string();
        assert!(failure.contains("ann:***@house") && !failure.contains("hunter2"), "{failure}");
    }
}
