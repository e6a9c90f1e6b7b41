//! Requests that end in a panic in the middle of a read, a thousand of them, beside others that go well.
use super::{
    accept::{self, HEAD, Limits},
    routes,
};
use crate::wiring::{STEPS, TABLES};
use api::http::{Edge, around};
use axum::{Router, extract::State, routing::get};
use base::{Clock, meter::Exposition};
use std::{
    future::{pending, poll_fn},
    net::SocketAddr,
    panic,
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};
use store::{Options, Store};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

const WORDS: &str = "in the middle of a read";

/// Panics when it has begun to read, or at the latest when it has read.
async fn panics(State(store): State<Store>) -> String {
    let mut reading = pin!(store.version());
    let mut has_begun = false;
    let version = poll_fn(|context| {
        let outcome = reading.as_mut().poll(context);
        assert!(!has_begun && outcome.is_pending(), "{WORDS}");
        has_begun = true;
        Poll::Pending
    });
    version.await
}

async fn reads(State(store): State<Store>) -> String {
    store.version().await.unwrap_or_else(|error| panic!("{error}"))
}

async fn served(store: &Store) -> SocketAddr {
    let faulty = Router::new().route("/panics", get(panics)).route("/reads", get(reads)).with_state(store.clone());
    let edge = Edge::new(Clock::system(), Duration::from_secs(30));
    let house = Arc::new(routes::House::new(edge.clone(), ".".into()));
    let paths = around(routes::paths(&house).merge(faulty), &edge);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(accept::serve(listener, paths, Limits { connections: 100, head: HEAD }, pending()));
    address
}

/// The answers to so many requests for a path.
async fn answers(address: SocketAddr, path: &'static str, count: usize) -> Vec<String> {
    let mut answers = Vec::new();
    for _ in 0..count {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: house\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answers.push(answer);
    }
    answers
}

/// What is counted under that name, where anything is.
fn counted(store: &Store, name: &str) -> Option<f64> {
    let mut out = Exposition::default();
    store.expose(&mut out);
    let text = out.into_text();
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.rsplit(' ').next()?.parse().ok()
}

/// Leaves the panics of this test untold, for a thousand of them would be read by nobody.
fn hush() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if info.payload_as_str() != Some(WORDS) {
            before(info);
        }
    }));
}

#[tokio::test]
async fn pt_35_a_thousand_panics_are_a_thousand_answers_and_take_nothing_with_them() {
    hush();
    testkit::each_database(async |location| {
        let store = Store::open(&location, &Options { pool_size: 4, ..Options::default() }, TABLES).unwrap();
        store.migrate(STEPS, &Clock::system()).await.unwrap();
        let address = served(&store).await;
        let mut clients = JoinSet::new();
        for _ in 0..10 {
            clients.spawn(async move {
                for answer in answers(address, "/panics", 100).await {
                    assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
                    assert!(answer.contains("\"code\":\"internal\"") && answer.contains("\"request_id\":\"req_"));
                    assert!(!answer.contains(WORDS), "a panic is told: {answer}");
                }
            });
            clients.spawn(async move {
                for answer in answers(address, "/reads", 100).await {
                    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
                }
            });
        }
        while let Some(ended) = clients.join_next().await {
            ended.unwrap();
        }
        let open = counted(&store, "aiwfe_store_pool_open_connections");
        assert_eq!(counted(&store, "aiwfe_store_pool_idle_connections"), open, "a connection is still lent");
        assert!(counted(&store, "aiwfe_store_pool_waiting_requests").is_none_or(|waiting| waiting == 0.0));
        store.close().await;
    })
    .await;
}
