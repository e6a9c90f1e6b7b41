//! A network that fails on command, in front of any TCP server.
use super::url;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::mpsc as blocking;
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

/// A TCP proxy on 127.0.0.1 with a thread of its own; gone when dropped.
pub struct Proxy {
    port: u16,
    orders: Option<mpsc::UnboundedSender<Order>>,
    thread: Option<JoinHandle<()>>,
}

/// What a proxy does with its connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Carries every byte both ways.
    Pass,
    /// Refuses new connections as a dead server does; the open ones go on.
    Refuse,
    /// Accepts connections and holds every byte, both ways, until the mode changes.
    BlackHole,
    /// Carries what clients say and holds what the server answers, until the mode changes.
    HoldReplies,
    /// Closes every connection now, and each new one as soon as it comes.
    Cut,
    /// Carries each piece of data after so many milliseconds.
    Delay(u64),
}

struct Order {
    mode: Mode,
    done: blocking::Sender<()>,
}

impl Proxy {
    /// Starts a proxy in front of a server, such as `("127.0.0.1", cluster.port())`.
    pub fn start(upstream: impl ToSocketAddrs) -> io::Result<Self> {
        let upstream =
            upstream.to_socket_addrs()?.next().ok_or_else(|| io::Error::other("the server has no address"))?;
        let (orders, inbox) = mpsc::unbounded_channel();
        let (tell, told) = blocking::channel();
        let thread = thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(serve(upstream, inbox, tell));
        });
        let port = told.recv().map_err(io::Error::other)??;
        Ok(Proxy { port, orders: Some(orders), thread: Some(thread) })
    }

    /// The TCP port on 127.0.0.1, the same in all modes.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The same database as `url` names, reached through this proxy.
    pub fn through(&self, url: &str) -> String {
        url::with_port(url, self.port)
    }

    /// Changes the mode; on return it is in force.
    pub fn set(&self, mode: Mode) {
        let (done, finished) = blocking::channel();
        let orders = self.orders.as_ref().expect("a proxy takes orders until it is dropped");
        orders.send(Order { mode, done }).expect("the thread of the proxy runs");
        finished.recv().expect("the thread of the proxy answers");
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.orders.take();
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            eprintln!("the proxy on port {} panicked", self.port);
        }
    }
}

type Orders = mpsc::UnboundedReceiver<Order>;

async fn serve(upstream: SocketAddr, mut orders: Orders, tell: blocking::Sender<io::Result<u16>>) {
    let mut listener = match listen(0) {
        Ok(listener) => Some(listener),
        Err(error) => return tell.send(Err(error)).expect("somebody waits for the port"),
    };
    let port = listener.as_ref().and_then(|listener| listener.local_addr().ok()).map_or(0, |address| address.port());
    tell.send(Ok(port)).expect("somebody waits for the port");
    let (mode, watched) = watch::channel(Mode::Pass);
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            biased;
            order = orders.recv() => {
                let Some(order) = order else { return };
                mode.send_replace(order.mode);
                match (order.mode, &listener) {
                    (Mode::Refuse, _) => listener = None,
                    (_, None) => listener = Some(listen(port).expect("the port of the proxy is still ours")),
                    _ => {}
                }
                if order.mode == Mode::Cut {
                    connections.shutdown().await;
                }
                // Whoever sent the order may have given up waiting.
                order.done.send(()).ok();
            }
            client = accept(listener.as_ref()) => {
                if *watched.borrow() != Mode::Cut {
                    connections.spawn(carry(client, upstream, watched.clone()));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

fn listen(port: u16) -> io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(SocketAddr::from(([127, 0, 0, 1], port)))?;
    socket.listen(300)
}

async fn accept(listener: Option<&TcpListener>) -> TcpStream {
    if let Some(listener) = listener {
        loop {
            if let Ok((client, _)) = listener.accept().await {
                return client;
            }
        }
    }
    std::future::pending().await
}

/// Carries one connection until both sides have ended; a failure of either side closes both.
async fn carry(mut client: TcpStream, upstream: SocketAddr, mode: watch::Receiver<Mode>) {
    let Ok(mut server) = TcpStream::connect(upstream).await else { return };
    client.set_nodelay(true).and(server.set_nodelay(true)).ok();
    let (from_client, to_client) = client.split();
    let (from_server, to_server) = server.split();
    let asks = pump(from_client, to_server, mode.clone(), |mode| mode == Mode::BlackHole);
    let replies = pump(from_server, to_client, mode, |mode| matches!(mode, Mode::BlackHole | Mode::HoldReplies));
    tokio::try_join!(asks, replies).ok();
}

async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut mode: watch::Receiver<Mode>,
    holds: fn(Mode) -> bool,
) -> io::Result<()> {
    let mut bytes = vec![0; 64 * 1024];
    loop {
        let count = from.read(&mut bytes).await?;
        let now = *mode.wait_for(|mode| !holds(*mode)).await.map_err(io::Error::other)?;
        if let Mode::Delay(milliseconds) = now {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        }
        if count == 0 {
            return to.shutdown().await;
        }
        to.write_all(&bytes[..count]).await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A listener, a proxy in front of it, and both ends of one connection through it.
    async fn line() -> (TcpListener, Proxy, TcpStream, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Proxy::start(listener.local_addr().unwrap()).unwrap();
        let client = TcpStream::connect(("127.0.0.1", proxy.port())).await.unwrap();
        let (server, _) = listener.accept().await.unwrap();
        (listener, proxy, client, server)
    }

    async fn rest(stream: &mut TcpStream) -> Vec<u8> {
        let mut bytes = Vec::new();
        // A cut may show as a reset or as an end: both end the stream.
        stream.read_to_end(&mut bytes).await.ok();
        bytes
    }

    #[tokio::test]
    async fn a_passing_proxy_carries_bytes_and_the_end_both_ways() {
        let (_listener, proxy, mut client, mut server) = line().await;
        proxy.set(Mode::Delay(1));
        client.write_all(b"question").await.unwrap();
        client.shutdown().await.unwrap();
        assert_eq!(rest(&mut server).await, b"question");
        server.write_all(b"answer").await.unwrap();
        drop(server);
        assert_eq!(rest(&mut client).await, b"answer");
    }

    #[tokio::test]
    async fn a_refusing_proxy_refuses_the_new_and_keeps_the_open() {
        let (listener, proxy, mut client, mut server) = line().await;
        proxy.set(Mode::Refuse);
        let refused = TcpStream::connect(("127.0.0.1", proxy.port())).await.unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
        client.write_all(b"still here").await.unwrap();
        client.shutdown().await.unwrap();
        assert_eq!(rest(&mut server).await, b"still here");
        proxy.set(Mode::Pass);
        let _again = TcpStream::connect(("127.0.0.1", proxy.port())).await.unwrap();
        listener.accept().await.unwrap();
    }

    #[tokio::test]
    async fn a_black_hole_holds_bytes_and_a_cut_loses_them() {
        let (_listener, proxy, mut client, mut server) = line().await;
        proxy.set(Mode::BlackHole);
        client.write_all(b"lost").await.unwrap();
        proxy.set(Mode::Cut);
        assert_eq!(rest(&mut server).await, b"");
        assert_eq!(rest(&mut client).await, b"");
    }

    #[tokio::test]
    async fn a_black_hole_gives_back_what_it_held() {
        let (_listener, proxy, mut client, mut server) = line().await;
        proxy.set(Mode::BlackHole);
        client.write_all(b"late").await.unwrap();
        client.shutdown().await.unwrap();
        proxy.set(Mode::Pass);
        assert_eq!(rest(&mut server).await, b"late");
    }

    #[tokio::test]
    async fn a_held_reply_is_lost_after_the_question_arrived() {
        let (_listener, proxy, mut client, mut server) = line().await;
        proxy.set(Mode::HoldReplies);
        client.write_all(b"commit").await.unwrap();
        let mut question = [0; 6];
        server.read_exact(&mut question).await.unwrap();
        server.write_all(b"done").await.unwrap();
        proxy.set(Mode::Cut);
        assert_eq!((&question, rest(&mut client).await), (b"commit", vec![]));
    }
}
