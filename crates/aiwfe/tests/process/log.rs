//! The log of a server: what a request leaves there, and that nobody waits for whoever reads it.
use crate::harness::Place;
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::Stdio,
    time::Duration,
};

/// A bound for what would otherwise hang.
const PATIENCE: Duration = Duration::from_secs(30);
/// More than a pipe holds, in lines.
const MANY: usize = 2_000;

#[test]
fn a_request_has_one_line_with_all_that_is_known_of_it() {
    let place = Place::new();
    let server = place.serve(&[]);
    server.ask("GET /api/v1/tasks/7?token=hunter2 HTTP/1.1", "X-Request-ID: mine\r\nAuthorization: Bearer hunter2\r\n");
    server.get("/metrics");
    let ended = server.terminate();
    let lines: Vec<Value> = ended.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let requests: Vec<&Value> = lines.iter().filter(|line| line["message"] == "request").collect();
    let [line] = requests.as_slice() else { panic!("one request is in the log: {}", ended.stderr) };
    for (field, wanted) in [
        ("level", json!("INFO")),
        ("request_id", json!("mine")),
        ("method", json!("GET")),
        ("path", json!("/api/v1/tasks/{id}")),
        ("operation", json!("tasks.get")),
        ("status", json!(401)),
        ("code", json!("unauthenticated")),
    ] {
        assert_eq!(line[field], wanted, "{field}");
    }
    assert!(line["ms"].as_f64().unwrap() >= 0.0 && !ended.stderr.contains("hunter2"), "{}", ended.stderr);
}

#[test]
fn nobody_waits_for_a_reader_of_the_log_that_takes_nothing() {
    let place = Place::new();
    let mut command = place.command(&["serve", "--listen", "127.0.0.1:0", "--json"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut ready = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut ready).unwrap();
    let ready: Value = serde_json::from_str(&ready).unwrap();
    let mut stream = TcpStream::connect(ready["url"].as_str().unwrap().trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut answered = 0;
    let mut bytes = vec![0; 1 << 16];
    for _ in 0..MANY {
        stream.write_all(b"HEAD /nowhere HTTP/1.1\r\nHost: house\r\n\r\n").unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let count = stream.read(&mut bytes).unwrap();
            assert!(count > 0, "the server went away after {answered} answers");
            head.extend_from_slice(&bytes[..count]);
        }
        answered += 1;
    }
    assert_eq!(answered, MANY);
    child.kill().unwrap();
    child.wait().unwrap();
}
