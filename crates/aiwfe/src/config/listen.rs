//! Where to listen.
use std::{fmt, net::SocketAddr, str::FromStr};

/// An address or the name of one, and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listen {
    host: String,
    port: u16,
}

impl Default for Listen {
    fn default() -> Self {
        Self { host: "127.0.0.1".into(), port: 8000 }
    }
}

impl Listen {
    /// As the system resolves it.
    pub(crate) fn parts(&self) -> (&str, u16) {
        (&self.host, self.port)
    }
}

impl FromStr for Listen {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if let Ok(address) = text.parse::<SocketAddr>() {
            return Ok(Self { host: address.ip().to_string(), port: address.port() });
        }
        let (host, port) = text.rsplit_once(':').ok_or(())?;
        let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
        let named = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
        // A name of nothing but digits and dots is an address with a slip in it.
        let spelled = host.bytes().any(|byte| byte.is_ascii_alphabetic());
        if !digits || !named || !spelled {
            return Err(());
        }
        Ok(Self { host: host.into(), port: port.parse().map_err(|_| ())? })
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.host.contains(':') {
            true => write!(f, "[{}]:{}", self.host, self.port),
            false => write!(f, "{}:{}", self.host, self.port),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_or_a_name_goes_with_a_port() {
        for text in ["127.0.0.1:8000", "0.0.0.0:0", "[::1]:8000", "localhost:8000", "db-1.example:65535"] {
            assert_eq!(text.parse::<Listen>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_has_no_host_or_no_port_is_refused() {
        for text in
            ["", "8000", ":8000", "localhost", "localhost:", "127.0.0.1:65536", "127.0.1:80", "1.2.3.4:+80", "a b:1"]
        {
            assert!(text.parse::<Listen>().is_err(), "{text}");
        }
    }
}
