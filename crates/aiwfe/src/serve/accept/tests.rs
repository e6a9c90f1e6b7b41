//! Connections that behave, and connections that do not.
use super::{Limits, serve};
use axum::{
    Router,
    extract::ws::{WebSocket, WebSocketUpgrade},
    routing::{get, post},
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Notify, mpsc, oneshot, watch},
    task::{JoinHandle, JoinSet},
    time::sleep,
};

const ASK: &[u8] = b"GET / HTTP/1.1\r\nHost: house\r\n\r\n";

struct Served {
    address: SocketAddr,
    /// Lets the requests for `/waits` be answered.
    go: Arc<Notify>,
    /// Told when a request for `/waits` has come.
    came: Arc<Notify>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

/// Holds a socket for as long as the other side does.
async fn open(mut socket: WebSocket) {
    while let Some(Ok(_)) = socket.recv().await {}
}

async fn served(connections: usize, head: Duration) -> Served {
    let (go, came) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let waits = {
        let (go, came) = (go.clone(), came.clone());
        move || async move {
            came.notify_one();
            go.notified().await;
            "late"
        }
    };
    let paths = Router::new()
        .route("/", get(async || "here"))
        .route("/waits", get(waits))
        .route("/socket", get(async |socket: WebSocketUpgrade| socket.on_upgrade(open)))
        .route("/unread", post(async || "without a look"));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(serve(listener, paths, Limits { connections, head }, async {
        let _ = stopped.await;
    }));
    Served { address, go, came, stop, server }
}

async fn connect(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).await.unwrap()
}

/// Reads one answer with a body of so many bytes.
async fn answer(stream: &mut TcpStream, body: &str) {
    let mut text = Vec::new();
    while !text.ends_with(body.as_bytes()) {
        text.push(stream.read_u8().await.unwrap());
    }
    assert!(text.starts_with(b"HTTP/1.1 200 OK\r\n"), "{}", String::from_utf8_lossy(&text));
}

/// Waits for the end of a connection.
async fn end(stream: &mut TcpStream) {
    let mut rest = Vec::new();
    // It may show as a reset.
    let _ = stream.read_to_end(&mut rest).await;
}

#[tokio::test]
async fn clients_that_never_come_to_the_point_stop_nobody_and_are_ended() {
    let house = served(1_000, Duration::from_millis(500)).await;
    let mut slow = JoinSet::new();
    for _ in 0..200 {
        let mut stream = connect(house.address).await;
        slow.spawn(async move {
            stream.write_all(b"GET / HTTP/1.1\r\nX: ").await.unwrap();
            while stream.write_all(b"x").await.is_ok() {
                sleep(Duration::from_millis(20)).await;
            }
        });
    }
    while !slow.is_empty() {
        let mut stream = connect(house.address).await;
        stream.write_all(ASK).await.unwrap();
        answer(&mut stream, "here").await;
        sleep(Duration::from_millis(10)).await;
        while slow.try_join_next().is_some() {}
    }
}

#[tokio::test]
async fn one_connection_too_many_waits_for_another_to_end() {
    let house = served(2, Duration::from_secs(600)).await;
    let (mut first, mut second) = (connect(house.address).await, connect(house.address).await);
    for stream in [&mut first, &mut second] {
        stream.write_all(ASK).await.unwrap();
        answer(stream, "here").await;
    }
    let mut third = connect(house.address).await;
    third.write_all(ASK).await.unwrap();
    for _ in 0..10 {
        second.write_all(ASK).await.unwrap();
        answer(&mut second, "here").await;
    }
    assert!(third.try_read(&mut [0]).is_err(), "the third is answered beside two others");
    drop(first);
    answer(&mut third, "here").await;
}

#[tokio::test]
async fn a_socket_counts_as_a_connection_until_it_ends_and_is_waited_for_at_the_end() {
    let house = served(2, Duration::from_secs(600)).await;
    let mut socket = connect(house.address).await;
    let ask = "GET /socket HTTP/1.1\r\nHost: house\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\
               Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    socket.write_all(ask.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await.unwrap());
    }
    assert!(head.starts_with(b"HTTP/1.1 101 "), "{}", String::from_utf8_lossy(&head));
    let (mut second, mut third) = (connect(house.address).await, connect(house.address).await);
    third.write_all(ASK).await.unwrap();
    for _ in 0..10 {
        second.write_all(ASK).await.unwrap();
        answer(&mut second, "here").await;
    }
    assert!(third.try_read(&mut [0]).is_err(), "the third is answered beside a socket and another");
    drop(second);
    answer(&mut third, "here").await;
    house.stop.send(()).unwrap();
    end(&mut third).await;
    assert!(!house.server.is_finished());
    drop(socket);
    house.server.await.unwrap();
}

#[tokio::test]
async fn the_end_comes_at_once_for_whoever_is_idle_and_after_the_answer_for_whoever_waits() {
    let house = served(10, Duration::from_secs(600)).await;
    let (mut idle, mut new, mut busy) =
        (connect(house.address).await, connect(house.address).await, connect(house.address).await);
    idle.write_all(ASK).await.unwrap();
    answer(&mut idle, "here").await;
    busy.write_all(b"GET /waits HTTP/1.1\r\nHost: house\r\n\r\n").await.unwrap();
    house.came.notified().await;
    house.stop.send(()).unwrap();
    end(&mut idle).await;
    end(&mut new).await;
    assert!(!house.server.is_finished());
    house.go.notify_one();
    answer(&mut busy, "late").await;
    end(&mut busy).await;
    drop((idle, new, busy));
    house.server.await.unwrap();
}

#[tokio::test]
async fn whoever_sends_what_nobody_reads_hears_the_answer_all_the_same() {
    let house = served(10, Duration::from_secs(600)).await;
    let mut stream = connect(house.address).await;
    stream.write_all(b"POST /unread HTTP/1.1\r\nHost: house\r\nContent-Length: 10485760\r\n\r\n").await.unwrap();
    stream.write_all(&vec![b'x'; 10 << 20]).await.unwrap();
    answer(&mut stream, "without a look").await;
}

#[tokio::test]
async fn whoever_takes_no_answer_is_let_go() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let _client = connect(listener.local_addr().unwrap()).await;
    let (server, _) = listener.accept().await.unwrap();
    let mut line = super::Line::new(server, watch::channel(false).1, mpsc::channel(1).0);
    // From here on time passes as soon as nothing else can happen.
    tokio::time::pause();
    let error = line.write_all(&vec![0; 64 << 20]).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
}
