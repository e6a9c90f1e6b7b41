//! The line to a server: TCP, and TLS over it with the system's certificates.
use super::address::Address;
use crate::exit::words;
use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName};
use std::sync::Arc;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

/// A connection over which one request goes after the other.
pub(super) type Line = SendRequest<Full<Bytes>>;

/// Connects, or says in a few words why not.
pub(super) async fn connect(address: &Address) -> Result<Line, String> {
    let stream = TcpStream::connect((address.host.as_str(), address.port)).await.map_err(|error| words(&error))?;
    // A request is sent whole; nothing is gained by waiting for more.
    stream.set_nodelay(true).map_err(|error| words(&error))?;
    match address.is_secure {
        false => speak(stream).await,
        true => {
            let name = ServerName::try_from(address.host.clone()).map_err(|error| error.to_string())?;
            let connector = TlsConnector::from(Arc::new(trust()?));
            speak(connector.connect(name, stream).await.map_err(|error| words(&error))?).await
        }
    }
}

async fn speak(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) -> Result<Line, String> {
    let (line, connection) = handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
    // It ends with the line, or when the other side closes it; whoever sends the next request learns why.
    tokio::spawn(connection);
    Ok(line)
}

/// The authorities that this machine trusts.
fn trust() -> Result<ClientConfig, String> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let (usable, _) = roots.add_parsable_certificates(found.certs);
    if usable == 0 {
        let why = found.errors.first().map_or_else(|| "there are none".to_owned(), ToString::to_string);
        return Err(format!("the system's certificates cannot be read: {why}; install ca-certificates"));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
