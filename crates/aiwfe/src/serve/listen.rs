//! The socket that is listened on.
use crate::{
    config::Listen,
    exit::{Failure, words},
};
use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};
use tokio::net::TcpListener;

/// Takes the port, or says who is in the way.
pub(super) async fn bind(listen: &Listen) -> Result<TcpListener, Failure> {
    TcpListener::bind(listen.parts()).await.map_err(|error| refused(listen, &error))
}

/// Why the port was not taken.
pub(super) fn refused(listen: &Listen, error: &io::Error) -> Failure {
    let (host, port) = listen.parts();
    let sentence = match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!(
                "another program listens on {listen}; stop it, or choose another port with --listen (port 0: any free one)"
            )
        }
        io::ErrorKind::PermissionDenied => {
            format!("port {port} is not ours to take; choose one above 1023 with --listen")
        }
        io::ErrorKind::AddrNotAvailable => {
            format!("{host} is no address of this machine; choose one that is with --listen")
        }
        _ => format!("{listen} cannot be listened on: {}; choose another address with --listen", words(error)),
    };
    Failure::refused(sentence)
}

/// The URL at which a client on this machine finds it.
pub(super) fn url(address: SocketAddr) -> String {
    let host = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(host, address.port()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_an_address_that_can_be_reached() {
        for (address, expected) in [
            ("127.0.0.1:8000", "http://127.0.0.1:8000"),
            ("0.0.0.0:80", "http://127.0.0.1:80"),
            ("[::]:80", "http://[::1]:80"),
        ] {
            assert_eq!(url(address.parse().unwrap()), expected);
        }
    }

    #[tokio::test]
    async fn a_taken_port_is_told_in_a_sentence() {
        let first = bind(&"127.0.0.1:0".parse().unwrap()).await.unwrap();
        let taken = first.local_addr().unwrap();
        let failure = bind(&taken.to_string().parse().unwrap()).await.unwrap_err();
        assert!(failure.to_string().starts_with(&format!("another program listens on {taken}; ")), "{failure}");
    }
}
