//! How a server ends.
use crate::harness::Place;
use std::{
    io::{Read, Write},
    net::TcpStream,
};

#[test]
fn either_signal_ends_an_idle_server_well() {
    for signal in ["TERM", "INT"] {
        let place = Place::new();
        let server = place.serve(&[]);
        server.running.signal(signal);
        let ended = server.running.wait();
        assert_eq!(ended.code, Some(0), "{signal}: {ended:?}");
        let names: Vec<_> = std::fs::read_dir(place.data()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(!names.iter().any(|name| name.to_string_lossy().ends_with("-wal")), "the log stays behind: {names:?}");
    }
}

#[test]
fn pt_37_a_client_that_hangs_does_not_keep_the_server() {
    let place = Place::new().with("AIWFE_SERVER__SHUTDOWN_S", "1");
    let server = place.serve(&[]);
    let mut half = TcpStream::connect(server.address()).unwrap();
    half.write_all(b"GET /health HTTP/1.1\r\nHost: ho").unwrap();
    let mut body = TcpStream::connect(server.address()).unwrap();
    body.write_all(b"POST /health HTTP/1.1\r\nHost: house\r\nContent-Length: 100\r\n\r\nhalf").unwrap();
    // The server has both connections once it has answered a third.
    assert_eq!(server.get("/livez").status, 200);
    let ended = server.terminate();
    assert_eq!(ended.code, Some(0), "{ended:?}");
}

#[test]
fn a_second_signal_is_the_wish_not_to_wait() {
    let place = Place::new().with("AIWFE_SERVER__SHUTDOWN_S", "600");
    let server = place.serve(&[]);
    let mut half = TcpStream::connect(server.address()).unwrap();
    half.write_all(b"GET /health HTTP/1.1\r\n").unwrap();
    assert_eq!(server.get("/livez").status, 200);
    server.running.signal("TERM");
    server.running.stderr_until("SIGTERM");
    server.running.signal("TERM");
    let ended = server.running.wait();
    assert_eq!(ended.code, Some(0), "{ended:?}");
}

#[test]
fn a_connection_that_is_kept_open_for_more_requests_is_closed() {
    let place = Place::new().with("AIWFE_SERVER__SHUTDOWN_S", "600");
    let server = place.serve(&[]);
    let mut kept = TcpStream::connect(server.address()).unwrap();
    kept.write_all(b"GET /livez HTTP/1.1\r\nHost: house\r\n\r\n").unwrap();
    let mut first = [0; 12];
    kept.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    let ended = server.terminate();
    assert_eq!(ended.code, Some(0), "{ended:?}");
}
