//! What every answer has, whatever happened to its request.
use super::{
    accept::{self, HEAD, Limits},
    failing, routes,
};
use crate::{exit::Exit, wiring};
use api::http::{Edge, around};
use axum::{Router, routing::get};
use base::{Clock, Id};
use serde_json::Value;
use std::{
    future::pending,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::Arc,
    time::Duration,
};
use store::{Batch, Fault, Location, Moment, Options, Store};

struct Answer {
    status: u16,
    head: String,
    body: Value,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.split_once(": ").filter(|(key, _)| *key == name)).map(|(_, value)| value)
    }
}

/// The product's paths, one that panics and one that never answers.
async fn served() -> SocketAddr {
    let clock = Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1);
    let faulty = Router::new()
        .route(
            "/panics",
            get(|| async {
                if true {
                    panic!("password=hunter2")
                }
            }),
        )
        .route("/hangs", get(|| async { pending::<()>().await }).post(|| async { pending::<()>().await }));
    let edge = Edge::new(clock, Duration::from_millis(100));
    let paths = routes::paths(&Arc::new(routes::House::new(edge.clone(), ".".into()))).merge(faulty);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let limits = Limits { connections: 100, head: HEAD };
    tokio::spawn(accept::serve(listener, around(paths, &edge), limits, pending()));
    address
}

async fn ask(address: SocketAddr, line: &'static str, header: &'static str) -> Answer {
    let exchange = move || {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "{line} HTTP/1.1\r\nHost: house\r\nConnection: close\r\n{header}\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    };
    let text = tokio::task::spawn_blocking(exchange).await.unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.into(), body: serde_json::from_str(body).unwrap_or(Value::Null) }
}

const EVERY_PATH: [(&str, u16, &str); 8] = [
    ("GET /", 200, ""),
    ("GET /health", 200, ""),
    ("GET /livez", 200, ""),
    ("GET /readyz", 503, "unavailable"),
    ("GET /elsewhere", 503, "unavailable"),
    ("DELETE /health", 405, "method_not_allowed"),
    ("GET /panics", 500, "internal"),
    ("GET /hangs", 504, "deadline"),
];

#[tokio::test]
async fn every_answer_has_the_security_headers_and_the_id_of_its_request() {
    let address = served().await;
    for (line, status, _) in EVERY_PATH {
        let answer = ask(address, line, "X-Request-ID: from-the-client_1\r\n").await;
        assert_eq!(answer.status, status, "{line}");
        assert_eq!(answer.header("x-request-id"), Some("from-the-client_1"), "{line}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{line}");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{line}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{line}");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{line}: {policy}");
    }
}

#[tokio::test]
async fn every_failure_is_the_problem_document() {
    let address = served().await;
    for (line, status, code) in EVERY_PATH.into_iter().filter(|(_, status, _)| *status != 200) {
        let answer = ask(address, line, "").await;
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{line}");
        let Answer { body, .. } = &answer;
        assert_eq!((body["status"].as_u64(), body["code"].as_str()), (Some(status.into()), Some(code)), "{line}");
        assert_eq!(body["request_id"].as_str(), answer.header("x-request-id"), "{line}");
        assert_eq!(body["timestamp"], "2026-11-20T08:00:00.000000Z", "{line}");
        assert!(!body.to_string().contains("hunter2"), "{line}: {body}");
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones_and_who_must_wait_how_long() {
    let address = served().await;
    assert_eq!(ask(address, "DELETE /health", "").await.header("allow"), Some("GET, HEAD"));
    assert_eq!(ask(address, "GET /readyz", "").await.header("retry-after"), Some("2"));
}

#[tokio::test]
async fn after_the_deadline_a_read_is_known_to_have_done_nothing_and_a_write_is_not() {
    let address = served().await;
    let known = |answer: Answer| answer.body["error"]["details"]["outcome_known"].as_bool();
    assert_eq!(known(ask(address, "GET /hangs", "").await), Some(true));
    assert_eq!(known(ask(address, "POST /hangs", "Content-Length: 0\r\n").await), Some(false));
}

#[tokio::test]
async fn an_unsafe_id_is_replaced_by_one_of_ours() {
    let address = served().await;
    let long = concat!("X-Request-ID: 0123456789012345678901234567890123456789", "0123456789012345678901234\r\n");
    for header in ["", "X-Request-ID: a b\r\n", "X-Request-ID: <script>\r\n", "X-Request-ID: \r\n", long] {
        let answer = ask(address, "GET /livez", header).await;
        let id = answer.header("x-request-id").unwrap();
        let digits = id.strip_prefix("req_").unwrap();
        assert!(digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()), "{header}: {id}");
    }
}

#[tokio::test]
async fn a_failing_house_is_alive_but_not_well() {
    let address = served().await;
    let health = ask(address, "GET /api/v1/health", "").await.body;
    assert_eq!(health.to_string(), r#"{"redis_connection":"not_used","status":"degraded"}"#);
    assert_eq!(ask(address, "GET /health/live", "").await.body["status"], "alive");
    let not_ready = ask(address, "GET /health/ready", "").await.body;
    assert_eq!(not_ready["detail"], "the schema is still being checked");
    assert_eq!(ask(address, "GET /", "").await.body["message"], "AI Workflow Engine API is running");
}

#[tokio::test]
async fn a_disk_that_fails_ends_the_server_with_a_sentence_and_an_exit_code_of_its_own() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), Clock::system());
    let location = Location::Sqlite(folder.path().join("aiwfe.db"));
    let store = Store::open(&location, &Options::default(), wiring::TABLES).unwrap();
    store.migrate(wiring::STEPS, &clock).await.unwrap();
    store.fail(Moment::Commit, 0, Fault::Disk);
    let entry = account::AuditEntry {
        seq: 0,
        at: clock.now(),
        actor_id: None,
        space_id: None,
        operation: "tasks.create".into(),
        subject_id: Some(Id::new(&clock)),
        request_id: "req_0123456789ab".into(),
    };
    store.write(Batch::new().insert(&entry)).await.unwrap_err();
    let failure = failing(&store).await;
    assert_eq!(failure.exit, Exit::Disk);
    assert!(failure.to_string().starts_with("the disk failed ("), "{failure}");
}
