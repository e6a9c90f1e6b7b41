//! Clients that hang, in every way there is: they stop nobody, and they do not keep the server.
use crate::{
    crowd::tasks,
    harness::Place,
    streams::{Stream, fill},
    wire::{each_place, head, token},
};
use serde_json::json;
use std::{thread, time::Duration};
use testkit::environment::is_long;

#[test]
fn pt_37_whoever_hangs_does_not_keep_the_server_and_what_was_acknowledged_is_there_afterwards() {
    each_place(|place| {
        let place = place.with("AIWFE_SERVER__SHUTDOWN_S", "2");
        let server = place.serve(&[]);
        let token = token(&place);
        fill(&server, &token, 1_000, 15_000);
        let mut half = server.wire();
        half.send(head(&token, "POST /api/v1/tasks")).unwrap();
        let mut without_body = server.wire();
        let line = head(&token, "POST /api/v1/tasks");
        without_body.send(format!("{line}Content-Length: 100\r\n\r\n{{\"title\":")).unwrap();
        let mut listener = Stream::open(server.address(), &token, "").unwrap();
        assert_eq!(listener.next().unwrap().name, "ready");
        let mut slow = server.wire();
        slow.send(format!("{}\r\n", head(&token, "GET /api/v1/tasks?limit=1000"))).unwrap();
        assert_eq!(slow.head().unwrap().0, 200);
        let made = server.wire().ask(&token, "POST /api/v1/tasks", Some(&json!({ "title": "the last" }))).unwrap();
        assert_eq!(made.status, 201, "{}", made.text());
        let heard = std::iter::from_fn(|| listener.next()).find(|event| !event.name.is_empty()).unwrap();
        assert_eq!(heard.name, "tasks.created");
        let ended = server.terminate();
        assert_eq!(ended.code, Some(0), "{ended:?}");
        while listener.next().is_some() {}
        let server = place.serve(&[]);
        let there = tasks(&server, &token);
        assert_eq!((there.len(), there["the last"].as_str()), (1_001, made.json()["id"].as_str().unwrap()));
        assert_eq!(server.terminate().code, Some(0));
    });
}

#[test]
fn clients_that_send_a_byte_now_and_then_stop_nobody_and_are_ended() {
    if !is_long() {
        return;
    }
    let place = Place::new();
    let server = place.serve(&[]);
    let mut slow: Vec<_> = (0..200).map(|_| server.wire()).collect();
    slow.iter_mut().for_each(|wire| wire.send("GET /livez HTTP/1.1\r\nX: ").unwrap());
    for _ in 0..120 {
        slow.retain_mut(|wire| wire.send("x").is_ok());
        if slow.is_empty() {
            break;
        }
        assert_eq!(server.get("/livez").status, 200);
        thread::park_timeout(Duration::from_secs(1));
    }
    assert!(slow.is_empty(), "{} of them are still there", slow.len());
    assert_eq!(server.terminate().code, Some(0));
}
