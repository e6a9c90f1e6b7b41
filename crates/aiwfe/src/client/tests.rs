//! What a client makes of servers that answer, go away and keep silent.
use super::Client;
use crate::exit::Exit;
use axum::{Router, extract::ConnectInfo, http::HeaderMap, routing::get};
use std::{future::pending, net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

const LONG: Duration = Duration::from_secs(30);

async fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

/// A server below `/house` that tells where it is asked from, gives back what it is sent, and is silent.
async fn served() -> String {
    let from = |ConnectInfo(from): ConnectInfo<SocketAddr>| async move { from.to_string() };
    let echo = |headers: HeaderMap, body: String| async move {
        format!("{} {body}", headers["authorization"].to_str().unwrap_or_default())
    };
    let paths = Router::new().route("/from", get(from)).route("/echo", get(|| async {}).post(echo));
    let paths = Router::new().nest("/house", paths.route("/silent", get(|| async { pending::<()>().await })));
    let (listener, url) = listener().await;
    let service = paths.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    format!("{url}/house")
}

#[tokio::test]
async fn requests_go_one_after_the_other_over_one_connection() {
    let mut client = Client::new(&served().await, LONG).unwrap();
    let first = client.send("GET", "/from", &[], "").await.unwrap();
    let echo = client.send("POST", "/echo", &[("authorization", "Bearer t")], "words").await.unwrap();
    assert_eq!((echo.status, &echo.body[..]), (200, &b"Bearer t words"[..]));
    assert_eq!(echo.headers["content-type"], "text/plain; charset=utf-8");
    assert_eq!(client.send("GET", "/nowhere", &[], "").await.unwrap().status, 404);
    assert_eq!(client.send("GET", "/from", &[], "").await.unwrap().body, first.body);
}

/// Reads one request and answers it.
async fn answer(stream: &mut TcpStream) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        assert!(stream.read_buf(&mut request).await.unwrap() > 0);
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await.unwrap();
}

#[tokio::test]
async fn a_connection_that_was_closed_while_idle_is_made_again() {
    let (listener, url) = listener().await;
    let server = tokio::spawn(async move {
        for _ in 0..2 {
            answer(&mut listener.accept().await.unwrap().0).await;
        }
    });
    let mut client = Client::new(&url, LONG).unwrap();
    for _ in 0..2 {
        assert_eq!(client.send("GET", "/", &[], "").await.unwrap().body, "ok");
        // The server closes its end right after the answer; now the client has heard of it.
        while client.line.as_ref().is_some_and(|line| !line.is_closed()) {
            tokio::task::yield_now().await;
        }
    }
    server.await.unwrap();
}

#[tokio::test]
async fn a_server_that_is_away_is_told_in_one_sentence() {
    let (listener, url) = listener().await;
    drop(listener);
    let failure = Client::new(&url, LONG).unwrap().send("GET", "/", &[], "").await.unwrap_err();
    assert_eq!(
        (failure.exit, failure.to_string()),
        (Exit::Unchecked, format!("{url} cannot be reached: connection refused"))
    );
}

#[tokio::test]
async fn a_server_that_hangs_up_leaves_open_what_was_done() {
    let (listener, url) = listener().await;
    tokio::spawn(async move { listener.accept().await.unwrap().0.read_u8().await });
    let failure = Client::new(&url, LONG).unwrap().send("POST", "/", &[], "x").await.unwrap_err();
    assert_eq!(failure.exit, Exit::Unchecked);
    assert!(failure.to_string().ends_with("whether it was done is not known"), "{failure}");
}

#[tokio::test]
async fn waiting_has_a_limit_and_the_next_request_gets_its_own_answer() {
    let mut client = Client::new(&served().await, Duration::from_millis(100)).unwrap();
    let failure = client.send("GET", "/silent", &[], "").await.unwrap_err();
    assert!(failure.to_string().ends_with("did not answer within 0.1 seconds"), "{failure}");
    client.limit = LONG;
    assert_eq!(client.send("GET", "/echo", &[], "").await.unwrap().status, 200);
}
