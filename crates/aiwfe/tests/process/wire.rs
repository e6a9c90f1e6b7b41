//! HTTP over bare sockets: what a well-behaved client would never send can be sent, and every byte that comes back is looked at.
use crate::harness::{Place, Server};
use aiwfe::wiring::MODULES;
use api::http::Route;
use serde_json::Value;
use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{Shutdown, TcpStream},
    time::Duration,
};
use testkit::postgres::{self, Database};

/// A bound for what would otherwise hang, not a time that anything is measured by.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs a test in a place over a SQLite file, and in one over a PostgreSQL database where there is a server.
pub(crate) fn each_place(test: impl Fn(Place)) {
    test(Place::new());
    let Some(base) = postgres::server() else { return };
    let database = Database::fresh(&base, None).unwrap();
    test(Place::new().with("AIWFE_DATABASE__URL", database.url()));
}

/// Makes an administrator, and a token that may ask as often as it likes.
pub(crate) fn token(place: &Place) -> String {
    let made = place.run(&["user", "create", "ann", "--email", "ann@example.org", "--admin"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let token = place.run(&["token", "create", "--user", "ann", "--unlimited"]);
    assert_eq!(token.code, Some(0), "{token:?}");
    token.stdout.trim().to_owned()
}

/// `host:port` of a URL.
pub(crate) fn upstream(url: &str) -> &str {
    let rest = url.split_once("://").unwrap().1;
    let authority = rest.split('/').next().unwrap();
    authority.rsplit('@').next().unwrap()
}

/// Every path of these routes, as `POST /api/v1/tasks`; the things they name are not there.
pub(crate) fn lines(is_wanted: impl Fn(&Route) -> bool) -> Vec<String> {
    let part = |part: &'static str| if part.starts_with('{') { "01900000-0000-7000-8000-000000000000" } else { part };
    let line = |route: &Route| {
        let path: Vec<&str> = route.path().split('/').map(part).collect();
        format!("{} {}", route.method(), path.join("/"))
    };
    let routes = MODULES.iter().flat_map(|of_crate| of_crate.iter()).flat_map(|module| module.routes);
    routes.filter(|route| is_wanted(route)).map(line).collect()
}

/// One connection.
pub(crate) struct Wire(BufReader<TcpStream>);

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Wire {
    pub(crate) fn to(address: &str) -> Self {
        Self::reach(address).unwrap_or_else(|| panic!("nobody listens at {address}"))
    }

    /// A connection, if somebody listens there.
    pub(crate) fn reach(address: &str) -> Option<Self> {
        let stream = TcpStream::connect(address).ok()?;
        stream.set_nodelay(true).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        stream.set_write_timeout(Some(PATIENCE)).ok()?;
        Some(Self(BufReader::new(stream)))
    }

    /// Sends it; whoever is not listened to any more may still hear an answer.
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.0.get_mut().write_all(bytes.as_ref())
    }

    /// Says that nothing more comes.
    pub(crate) fn finish(&mut self) {
        let _ = self.0.get_mut().shutdown(Shutdown::Write);
    }

    /// The next line.
    pub(crate) fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        match self.0.read_line(&mut line)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(line),
        }
    }

    /// The next answer, an interim one too; an error that says how the connection ended where there is none.
    pub(crate) fn reply(&mut self) -> io::Result<Reply> {
        let (status, head) = self.head()?;
        let mut reply = Reply { status, head, body: Vec::new() };
        if status < 200 || status == 304 {
            return Ok(reply);
        }
        if reply.header("transfer-encoding") == Some("chunked") {
            reply.body = self.chunks()?;
        } else {
            let length = reply.header("content-length").map_or(0, |length| length.parse().unwrap());
            reply.body.resize(length, 0);
            self.0.read_exact(&mut reply.body)?;
        }
        Ok(reply)
    }

    /// The next status and header.
    pub(crate) fn head(&mut self) -> io::Result<(u16, String)> {
        let first = self.line()?;
        let mut head = first.clone();
        while !head.ends_with("\r\n\r\n") {
            head.push_str(&self.line()?);
        }
        let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
        Ok((status.unwrap_or_else(|| panic!("no answer: {head:?}")), head))
    }

    fn chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        while let Some(piece) = self.chunk()? {
            body.extend(piece);
        }
        Ok(body)
    }

    /// The next chunk of a body; nothing at its end.
    pub(crate) fn chunk(&mut self) -> io::Result<Option<Vec<u8>>> {
        let size = usize::from_str_radix(self.line()?.trim(), 16).map_err(io::Error::other)?;
        let mut piece = vec![0; size + 2];
        self.0.read_exact(&mut piece)?;
        piece.truncate(size);
        Ok(Some(piece).filter(|piece| !piece.is_empty()))
    }

    /// So many bytes; nothing once the connection has ended.
    pub(crate) fn bytes(&mut self, count: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; count];
        self.0.read_exact(&mut bytes).ok()?;
        Some(bytes)
    }

    /// Everything up to the end of the connection, which may show as a reset.
    pub(crate) fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        match self.0.read_to_end(&mut rest) {
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                panic!("the connection hangs")
            }
            _ => rest,
        }
    }

    /// One request with a body of JSON, and its answer; the connection stays.
    pub(crate) fn ask(&mut self, token: &str, line: &str, body: Option<&Value>) -> io::Result<Reply> {
        let body = body.map(Value::to_string).unwrap_or_default();
        self.send(format!("{}Content-Length: {}\r\n\r\n{body}", head(token, line), body.len()))?;
        self.reply()
    }
}

/// The header of a request, such as `POST /api/v1/tasks`, without its end.
pub(crate) fn head(token: &str, line: &str) -> String {
    format!("{line} HTTP/1.1\r\nHost: house\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n")
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).next()
    }

    /// Every header of that name.
    pub(crate) fn headers<'a, 'b>(&'a self, name: &'b str) -> impl Iterator<Item = &'a str> + use<'a, 'b> {
        let pairs = self.head.lines().filter_map(|line| line.split_once(": "));
        pairs.filter(move |(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        format!("{}{}", self.head, String::from_utf8_lossy(&self.body))
    }

    /// The code of the problem that it tells.
    pub(crate) fn code(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.text());
        self.json()["code"].as_str().unwrap().to_owned()
    }
}

impl Server {
    pub(crate) fn wire(&self) -> Wire {
        Wire::to(self.address())
    }
}
