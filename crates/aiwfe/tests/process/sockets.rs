//! The stream over a WebSocket, from the handshake to the close.
use crate::{
    crowd::{Crowd, Shared, tasks},
    harness::{Place, Server},
    web_socket::{Socket, TEXT, Told, request},
    wire::{Wire, each_place, token},
};
use serde_json::json;
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

fn made(server: &Server, token: &str, title: &str) -> String {
    let made = server.wire().ask(token, "POST /api/v1/tasks", Some(&json!({ "title": title }))).unwrap();
    made.json()["id"].as_str().unwrap().to_owned()
}

/// Somebody with a second token, and the id of that token.
fn second(server: &Server, token: &str) -> (String, String) {
    let made = server.wire().ask(token, "POST /api/v1/tokens", Some(&json!({ "name": "socket" }))).unwrap().json();
    (made["token"].as_str().unwrap().to_owned(), made["id"].as_str().unwrap().to_owned())
}

#[test]
fn a_token_comes_in_a_header_a_subprotocol_or_the_first_frame() {
    each_place(|place| {
        let server = place.serve(&[]);
        let token = token(&place);
        let mut by_header = Socket::open(&server, "/api/v1/ws", &format!("Authorization: Bearer {token}\r\n"));
        let offered = format!("Sec-WebSocket-Protocol: chat, Bearer.{token}\r\n");
        let mut by_protocol = Socket::open(&server, "/api/v1/ws", &offered);
        let echoed = format!("sec-websocket-protocol: bearer.{token}");
        assert!(by_protocol.head.to_lowercase().contains(&echoed), "{}", by_protocol.head);
        let mut by_hello = Socket::hello(&server, &json!({ "type": "hello", "token": token }));
        for socket in [&mut by_header, &mut by_protocol, &mut by_hello] {
            assert_eq!(socket.frame()["type"], "connected");
            socket.position();
        }
        let id = made(&server, &token, "Sow");
        for socket in [&mut by_header, &mut by_protocol, &mut by_hello] {
            let told = socket.of_tasks();
            assert_eq!((&told["type"], &told["event"]), (&json!("event"), &json!("tasks.created")));
            assert_eq!((&told["data"]["row_id"], &told["data"]["after"]["title"]), (&json!(id), &json!("Sow")));
        }
        let missed = by_hello.position();
        drop(by_hello);
        let again = made(&server, &token, "Reap");
        let mut back = Socket::hello(&server, &json!({ "type": "hello", "token": token, "since": missed }));
        assert_eq!(back.frame()["type"], "connected");
        assert_eq!(back.of_tasks()["data"]["row_id"], json!(again));
        let mut lost = Socket::hello(&server, &json!({ "type": "hello", "token": token, "since": "7-7-7" }));
        assert_eq!(lost.frame()["type"], "connected");
        let reset = lost.frame();
        assert_eq!((&reset["type"], &reset["full_sync_required"]), (&json!("reset"), &json!(true)));
        // Each is counted as a stream, and the one that hung up soon is not any more.
        while !metrics(&server, &token).contains("aiwfe_streams_open 4") {
            thread::park_timeout(Duration::from_millis(10));
        }
        assert_eq!(server.terminate().code, Some(0));
    });
}

fn metrics(server: &Server, token: &str) -> String {
    server.wire().ask(token, "GET /metrics", None).unwrap().text()
}

#[test]
fn s_17_whoever_is_not_known_is_told_why_and_nothing_else() {
    each_place(|place| {
        let server = place.serve(&[]);
        let token = token(&place);
        let unknown = format!("aiwfe_{}", "0".repeat(64));
        let hello = |token: &str| json!({ "type": "hello", "token": token });
        for (mut socket, why) in [
            (Socket::hello(&server, &hello(&unknown)), "this token is unknown"),
            (Socket::hello(&server, &hello("x")), "this access token is not good"),
            (
                Socket::open(&server, "/api/v1/ws", &format!("Sec-WebSocket-Protocol: Bearer.{unknown}\r\n")),
                "this token is unknown",
            ),
            (Socket::hello(&server, &json!({ "type": "hi" })), "say hello first"),
            (
                Socket::hello(
                    &server,
                    &json!({ "type": "hello", "token": token, "space": "01900000-0000-7000-8000-000000000000" }),
                ),
                "there is no such space",
            ),
            (Socket::hello(&server, &json!({ "type": "hello", "token": token, "since": "x" })), "this is no place"),
        ] {
            match socket.next() {
                Some(Told::Close(1008, reason)) => assert!(reason.starts_with(why), "{reason}"),
                other => panic!("{why}: {other:?}"),
            }
        }
        let refused = |header: &str| {
            let mut wire = server.wire();
            wire.send(request("/api/v1/ws", header)).unwrap();
            let reply = wire.reply().unwrap();
            (reply.status, reply.code())
        };
        assert_eq!(refused(&format!("Authorization: Bearer {unknown}\r\n")), (401, "unauthenticated".into()));
        for origin in ["https://evil.example.org", "null"] {
            assert_eq!(refused(&format!("Origin: {origin}\r\n")), (403, "csrf".into()), "{origin}");
            let with_cookie = format!("Origin: {origin}\r\nCookie: __Host-access_token={token}\r\n");
            assert_eq!(refused(&with_cookie), (403, "csrf".into()), "{origin}");
        }
        assert_eq!(server.get("/api/v1/ws").status, 401, "and what asks for no WebSocket shows who it is");
        assert_eq!(server.terminate().code, Some(0));
    });
}

#[test]
fn s_17_frames_are_bounded_and_what_means_nothing_is_told_so() {
    each_place(|place| {
        let server = place.serve(&[]);
        let token = token(&place);
        let open = || {
            let mut socket = Socket::hello(&server, &json!({ "type": "hello", "token": token }));
            assert_eq!(socket.frame()["type"], "connected");
            socket
        };
        let mut socket = open();
        socket.say(&json!({ "type": "ping" }));
        assert_eq!(socket.frame()["type"], "pong");
        for nonsense in
            [&b"{"[..], b"[]", b"{\"type\":7}", b"\"ping\"", b"{\"type\":\"hello\"}", "\u{1f331}".as_bytes()]
        {
            socket.send(TEXT, nonsense);
            let told = socket.frame();
            assert_eq!((&told["type"], &told["code"]), (&json!("error"), &json!("unknown_frame")));
        }
        socket.send(2, &[0, 1, 2]);
        assert_eq!(socket.frame()["code"], "unknown_frame");
        for _ in 0..40 {
            socket.say(&json!({ "type": "nonsense" }));
        }
        assert_eq!(socket.end().0, 1008);
        let mut large = open();
        large.send(TEXT, &vec![b' '; 64 * 1024 + 1]);
        assert_eq!(large.end().0, 1009);
        let mut huge = open();
        huge.send(TEXT, &vec![b' '; 1024 * 1024]);
        while huge.next().is_some() {}
        let mut silent = Socket::open(&server, "/api/v1/ws", "");
        assert_eq!(silent.end(), (1008, "no hello came".into()));
        assert_eq!(server.terminate().code, Some(0));
    });
}

#[test]
fn s_17_a_token_that_is_taken_back_a_user_who_is_disabled_and_the_end_of_the_house_end_it_also_while_much_happens() {
    each_place(|place| {
        let server = place.serve(&[]);
        let token = token(&place);
        let busy = Arc::new(AtomicBool::new(true));
        let (shared, going, writer) = (Shared::of_restless(&server), busy.clone(), token.clone());
        let work = thread::spawn(move || {
            let mut wire = Wire::reach(&shared.address()).unwrap();
            while going.load(Ordering::SeqCst) {
                wire.ask(&writer, "POST /api/v1/tasks", Some(&json!({ "title": "x" }))).unwrap();
            }
        });
        let (other, id) = second(&server, &token);
        let mut revoked = Socket::hello(&server, &json!({ "type": "hello", "token": other }));
        let mut stream = crate::streams::Stream::open(server.address(), &other, "").unwrap();
        assert_eq!(revoked.frame()["type"], "connected");
        assert!(stream.next().is_some());
        let path = format!("DELETE /api/v1/tokens/{id}");
        assert_eq!(server.wire().ask(&token, &path, None).unwrap().status, 200);
        assert_eq!(revoked.end(), (1008, "whoever this is is not let in any more".into()));
        while stream.next().is_some() {}

        let ben = place.run(&["user", "create", "ben", "--email", "ben@example.org"]);
        assert_eq!(ben.code, Some(0), "{ben:?}");
        let ben = place.run(&["token", "create", "--user", "ben"]).stdout.trim().to_owned();
        let mut disabled = Socket::hello(&server, &json!({ "type": "hello", "token": ben }));
        assert_eq!(disabled.frame()["type"], "connected");
        assert_eq!(place.run(&["user", "disable", "ben"]).code, Some(0));
        assert_eq!(disabled.end().0, 1008);

        busy.store(false, Ordering::SeqCst);
        work.join().unwrap();
        let mut last = Socket::hello(&server, &json!({ "type": "hello", "token": token }));
        assert_eq!(last.frame()["type"], "connected");
        server.running.signal("TERM");
        assert_eq!(last.end(), (1001, "the house closes".into()));
        assert_eq!(server.running.wait().code, Some(0));
    });
}

#[test]
fn a_socket_that_comes_back_hears_every_acknowledged_change_once_through_the_ends_of_the_server() {
    each_place(|place| {
        let place: Place = place.with("AIWFE_SERVER__SHUTDOWN_S", "10");
        let mut server = place.serve(&[]);
        let token = token(&place);
        let (shared, over) = (Shared::of_restless(&server), Arc::new(AtomicBool::new(false)));
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let listener = {
            let mut socket = Socket::hello(&server, &json!({ "type": "hello", "token": token }));
            assert_eq!(socket.frame()["type"], "connected");
            let mut since = socket.position();
            let (shared, over, heard, token) = (shared.clone(), over.clone(), heard.clone(), token.clone());
            thread::spawn(move || {
                while !over.load(Ordering::SeqCst) {
                    while let Some(Told::Frame(frame)) = socket.any() {
                        assert_ne!(frame["type"], "reset", "the socket lost its place");
                        since = frame["id"].as_str().map_or(since, str::to_owned);
                        if frame["event"] == "tasks.created" {
                            heard.lock().unwrap().push(frame["data"]["row_id"].as_str().unwrap().to_owned());
                        }
                        if over.load(Ordering::SeqCst) {
                            return;
                        }
                    }
                    if let Some(mut again) = Socket::reach(&shared.address(), "/api/v1/ws", "") {
                        again.say(&json!({ "type": "hello", "token": token, "since": since }));
                        socket = again;
                    }
                    thread::park_timeout(Duration::from_millis(20));
                }
            })
        };
        let crowd = Crowd::with(shared, &token, 50);
        for signal in ["TERM", "KILL"] {
            crowd.shared.grown(|shared| shared.made(), 200);
            server.running.signal(signal);
            assert_eq!(server.running.wait().code, (signal == "TERM").then_some(0));
            server = place.serve(&[]);
            crowd.shared.moved(&server);
        }
        crowd.shared.grown(|shared| shared.made(), 200);
        crowd.stop().audit(&place);
        let last = made(&server, &token, "the last");
        while !heard.lock().unwrap().contains(&last) {
            thread::park_timeout(Duration::from_millis(10));
        }
        let there = tasks(&server, &token);
        over.store(true, Ordering::SeqCst);
        assert_eq!(server.terminate().code, Some(0));
        listener.join().unwrap();
        let heard = heard.lock().unwrap();
        let rows: BTreeSet<&String> = heard.iter().collect();
        assert_eq!(rows.len(), heard.len(), "something was heard twice");
        assert_eq!(rows, there.values().collect(), "what was heard and what is there are not the same");
    });
}
