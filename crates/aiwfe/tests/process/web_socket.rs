//! The other side of a WebSocket, frame by frame.
use crate::{harness::Server, wire::Wire};
use serde_json::Value;

pub(crate) const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// An open WebSocket.
pub(crate) struct Socket {
    wire: Wire,
    pub(crate) head: String,
}

/// What came: a frame as JSON, or the close with its code and reason.
#[derive(Debug, PartialEq)]
pub(crate) enum Told {
    Frame(Value),
    Close(u16, String),
}

/// The request that opens one, with more lines of a header.
pub(crate) fn request(path: &str, header: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nHost: house\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{header}\r\n"
    )
}

impl Socket {
    /// Opens one, if somebody answers.
    pub(crate) fn reach(address: &str, path: &str, header: &str) -> Option<Self> {
        let mut wire = Wire::reach(address)?;
        wire.send(request(path, header)).ok()?;
        let (status, head) = wire.head().ok()?;
        assert!(status == 101 || status >= 500, "{head}");
        (status == 101).then_some(Self { wire, head })
    }

    pub(crate) fn open(server: &Server, path: &str, header: &str) -> Self {
        Self::reach(server.address(), path, header).unwrap()
    }

    /// The same, with a hello.
    pub(crate) fn hello(server: &Server, hello: &Value) -> Self {
        let mut socket = Self::open(server, "/api/v1/ws", "");
        socket.say(hello);
        socket
    }

    pub(crate) fn say(&mut self, frame: &Value) {
        self.send(TEXT, frame.to_string().as_bytes());
    }

    /// Sends a frame, masked as a client has to.
    pub(crate) fn send(&mut self, kind: u8, bytes: &[u8]) {
        let mut frame = vec![0x80 | kind];
        match bytes.len() {
            length @ ..126 => frame.push(0x80 | u8::try_from(length).unwrap()),
            length @ ..65_536 => {
                frame.push(0x80 | 126);
                frame.extend(u16::try_from(length).unwrap().to_be_bytes());
            }
            length => {
                frame.push(0x80 | 127);
                frame.extend((length as u64).to_be_bytes());
            }
        }
        let mask = [7, 31, 127, 255];
        frame.extend(mask);
        frame.extend(bytes.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        // Whoever has closed may hear no more.
        let _ = self.wire.send(frame);
    }

    /// The next frame, pings answered; nothing once the line has ended.
    pub(crate) fn any(&mut self) -> Option<Told> {
        loop {
            let [kind, length] = self.wire.bytes(2)?[..] else { return None };
            assert_eq!(length & 0x80, 0, "a server masks nothing");
            let length = match length {
                126 => u16::from_be_bytes(self.wire.bytes(2)?.try_into().ok()?).into(),
                127 => usize::try_from(u64::from_be_bytes(self.wire.bytes(8)?.try_into().ok()?)).unwrap(),
                length => usize::from(length),
            };
            let bytes = self.wire.bytes(length)?;
            match kind & 0x0f {
                TEXT => return Some(Told::Frame(serde_json::from_slice(&bytes).unwrap())),
                CLOSE => {
                    self.send(CLOSE, &bytes[..2]);
                    let code = u16::from_be_bytes([bytes[0], bytes[1]]);
                    return Some(Told::Close(code, String::from_utf8(bytes[2..].to_vec()).unwrap()));
                }
                PING => self.send(PONG, &bytes),
                other => assert_eq!(other, PONG),
            }
        }
    }

    /// The next that is no sign of life.
    pub(crate) fn next(&mut self) -> Option<Told> {
        loop {
            match self.any()? {
                Told::Frame(frame) if frame["type"] == "position" => {}
                other => return Some(other),
            }
        }
    }

    /// The next that tells of tasks.
    pub(crate) fn of_tasks(&mut self) -> Value {
        loop {
            let frame = self.frame();
            if frame["event"].as_str().is_some_and(|event| event.starts_with("tasks.")) {
                return frame;
            }
        }
    }

    pub(crate) fn frame(&mut self) -> Value {
        match self.next() {
            Some(Told::Frame(frame)) => frame,
            other => panic!("{other:?}"),
        }
    }

    /// The next place to resume from.
    pub(crate) fn position(&mut self) -> String {
        loop {
            match self.any() {
                Some(Told::Frame(frame)) if frame["type"] == "position" => return frame["id"].as_str().unwrap().into(),
                Some(Told::Frame(_)) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// Why it ends, whatever is told before.
    pub(crate) fn end(&mut self) -> (u16, String) {
        loop {
            match self.next() {
                Some(Told::Frame(_)) => {}
                Some(Told::Close(code, reason)) => return (code, reason),
                None => panic!("it ended without a word"),
            }
        }
    }
}
