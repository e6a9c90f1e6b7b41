//! A connection as cheap as can be, for who asks shares the processor with who answers.
use std::{io, net::SocketAddr};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// How much room an answer has before more is made.
const ROOM: usize = 64 << 10;
/// What ends the head of an answer.
const BLANK: &[u8] = b"\r\n\r\n";

/// A connection that is kept.
pub(super) struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What came back.
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    pub(super) body: &'a [u8],
}

impl Answer<'_> {
    /// Whether it is the answer of something that was done.
    pub(super) fn is_well(&self) -> bool {
        matches!(self.status, 200 | 201)
    }
}

/// What is known once the head is there.
struct Head {
    status: u16,
    end: usize,
    body_bytes: usize,
}

impl Wire {
    pub(super) async fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(ROOM) })
    }

    /// Sends a request that is written out already, and reads all of the answer.
    pub(super) async fn ask(&mut self, request: &[u8]) -> io::Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head = loop {
            self.more().await?;
            if let Some(head) = head(&self.buffer)? {
                break head;
            }
        };
        let all = head.end + head.body_bytes;
        self.buffer.reserve(all.saturating_sub(self.buffer.len()));
        while self.buffer.len() < all {
            self.more().await?;
        }
        Ok(Answer { status: head.status, body: &self.buffer[head.end..all] })
    }

    async fn more(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(io::Error::other("the server hung up")),
            _ => Ok(()),
        }
    }
}

/// The head, once all of it is there.
fn head(buffer: &[u8]) -> io::Result<Option<Head>> {
    let Some(at) = buffer.windows(BLANK.len()).position(|window| window == BLANK) else { return Ok(None) };
    let unreadable = || io::Error::other("the answer has no status or no length");
    let text = std::str::from_utf8(&buffer[..at]).map_err(|_| unreadable())?;
    let status = text.get(9..12).and_then(|status| status.parse().ok()).ok_or_else(unreadable)?;
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    Ok(Some(Head { status, end: at + BLANK.len(), body_bytes: length.ok_or_else(unreadable)? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_tells_the_status_and_the_length() {
        let Ok(Some(found)) = head(b"HTTP/1.1 201 Created\r\na: b\r\nContent-Length: 2\r\n\r\n{}") else {
            panic!("none")
        };
        assert_eq!((found.status, found.end, found.body_bytes), (201, 49, 2));
        assert!(matches!(head(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n"), Ok(None)));
        for text in ["HTTP/1.1 200 OK\r\n\r\n", "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n"] {
            assert!(head(text.as_bytes()).is_err(), "{text}");
        }
    }
}
