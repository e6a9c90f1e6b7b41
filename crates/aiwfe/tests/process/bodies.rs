//! Bodies of every length, in every manner, to every path that takes one.
use crate::{
    harness::{Place, Server},
    wire::{Reply, Wire, each_place, head, lines, token},
};
use api::http::Route;
use serde_json::{Value, json};
use std::{thread, time::Duration};
use testkit::environment::is_long;

/// How large a body may be.
const LIMIT: usize = 4 << 20;
/// The methods that bring one.
const BODIED: [&str; 3] = ["POST", "PUT", "PATCH"];
/// Whether a token may bring JSON: what is for somebody who has just shown that it is them is refused before anything is read.
fn takes_body(route: &Route) -> bool {
    BODIED.contains(&route.method()) && !route.operation().permission().is_fresh && route.takes().is_none()
}

/// The paths that pass over what they do not know.
const TOLERANT: [&str; 3] = ["/api/v1/settings", "/api/v1/profile/update-from-chat", "/api/v1/calendar/sync/auto"];

/// A body of so many bytes that is right but for its very last bytes: only whoever has all of it can say what is wrong with it.
fn padded(length: usize) -> Vec<u8> {
    let end = br#"{"no_such_field":1}"#;
    [&vec![b' '; length - end.len()][..], end].concat()
}

/// How a body is sent.
#[derive(Clone, Copy, Debug)]
enum Manner {
    Whole,
    Chunked,
    Dripped,
    BothLengths,
    OnceAsked,
}

const MANNERS: [Manner; 5] = [Manner::Whole, Manner::Chunked, Manner::Dripped, Manner::BothLengths, Manner::OnceAsked];

fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

/// Sends a body in that manner. What the server does not want to hear any more may fail to be sent.
fn send(wire: &mut Wire, token: &str, line: &str, body: &[u8], manner: Manner) -> Reply {
    let head = head(token, line);
    let length = format!("Content-Length: {}\r\n", body.len());
    let chunked = "Transfer-Encoding: chunked\r\n";
    match manner {
        Manner::Whole => {
            let _ = wire.send([format!("{head}{length}\r\n").as_bytes(), body].concat());
        }
        Manner::Chunked => {
            let _ = wire.send(format!("{head}{chunked}\r\n"));
            let _ = body.chunks(10_000).try_for_each(|piece| wire.send(chunk(piece)));
            let _ = wire.send("0\r\n\r\n");
        }
        Manner::Dripped => {
            let _ = wire.send(format!("{head}{chunked}\r\n"));
            let (beginning, end) = body.split_at(body.len().saturating_sub(10));
            let _ = wire.send(if beginning.is_empty() { Vec::new() } else { chunk(beginning) });
            for byte in end {
                // Each byte of the end travels by itself.
                thread::park_timeout(Duration::from_millis(1));
                let _ = wire.send(chunk(&[*byte]));
            }
            let _ = wire.send("0\r\n\r\n");
        }
        Manner::BothLengths => {
            let _ = wire.send(format!("{head}Content-Length: 1\r\n{chunked}\r\n"));
            let whole = if body.is_empty() { Vec::new() } else { chunk(body) };
            let _ = wire.send([&whole[..], b"0\r\n\r\n"].concat());
        }
        Manner::OnceAsked => {
            let _ = wire.send(format!("{head}{length}Expect: 100-continue\r\n\r\n"));
            let reply = wire.reply().unwrap();
            if reply.status != 100 {
                return reply;
            }
            let _ = wire.send(body);
        }
    }
    wire.reply().unwrap_or_else(|error| panic!("{line} {manner:?} {}: {error}", body.len()))
}

/// What is said to a body of that length.
fn check(reply: &Reply, length: usize, about: &str) {
    let is_tolerant = TOLERANT.iter().any(|path| about.contains(&format!(" {path}, ")));
    match length {
        // What is done at the door asks for other things than fields, too.
        0 if about.contains("/auth/") || about.contains("/webauthn/") => {
            assert!(matches!(reply.status, 200 | 204 | 401 | 422 | 501), "{about}")
        }
        // Nothing is connected that could be brought up to date.
        0 if about.contains(" /api/v1/calendar/sync,") => assert_eq!(reply.status, 400, "{about}"),
        0 => assert!(matches!(reply.status, 200 | 201 | 404 | 422), "{about}: {}", reply.text()),
        1 => assert_eq!((reply.status, reply.code().as_str()), (400, "malformed"), "{about}"),
        2..=LIMIT if is_tolerant => assert_eq!(reply.status, 200, "{about}: {}", reply.text()),
        2..=LIMIT => {
            assert_eq!((reply.status, reply.code().as_str()), (422, "invalid"), "{about}: {}", reply.text());
            let problem = reply.json();
            let flaws = problem["flaws"].as_array().unwrap();
            assert!(flaws.iter().any(|flaw| flaw["at"] == "/no_such_field"), "{about}: {problem}");
        }
        _ => assert_eq!((reply.status, reply.code().as_str()), (413, "too_large"), "{about}"),
    }
}

#[test]
fn pt_30_every_body_gets_its_exact_answer_in_whatever_manner_it_comes() {
    let place = Place::new().without_limits();
    let server = place.serve(&[]);
    let token = token(&place);
    for (number, line) in lines(takes_body).into_iter().enumerate() {
        for length in [0, 1, 64 << 10, LIMIT - 1, LIMIT, LIMIT + 1] {
            let body = if length < 100 { vec![b'x'; length] } else { padded(length) };
            for (turn, manner) in MANNERS.into_iter().enumerate() {
                // The large ones take turns, but where there is time.
                if length > 64 << 10 && turn != number % MANNERS.len() && !is_long() {
                    continue;
                }
                let about = format!("{line}, {length} bytes, {manner:?}");
                check(&send(&mut server.wire(), &token, &line, &body, manner), length, &about);
            }
        }
    }
    assert_eq!(server.terminate().code, Some(0));
}

#[test]
fn pt_30_a_body_that_is_not_what_was_announced_is_refused_and_changes_nothing() {
    let place = Place::new().without_limits();
    let server = place.serve(&[]);
    let token = token(&place);
    let body = json!({ "title": "whole", "name": "whole" }).to_string();
    for line in lines(takes_body) {
        let head = head(&token, &line);
        let announced = |length: usize| format!("{head}Content-Length: {length}\r\n\r\n{body}");
        // It ends before its time: whether an answer can still be heard depends on who is faster.
        let mut wire = server.wire();
        wire.send(announced(body.len() + 1)).unwrap();
        wire.finish();
        let rest = String::from_utf8(wire.rest()).unwrap();
        assert!(rest.is_empty() || rest.starts_with("HTTP/1.1 400 "), "{line}: {rest}");
        // It goes on after its time: what is too much is the beginning of the next request, and none.
        let mut wire = server.wire();
        wire.send(announced(body.len() - 1)).unwrap();
        assert_eq!((wire.reply().unwrap().status, wire.reply().unwrap().status), (400, 400), "{line}");
        assert!(wire.rest().is_empty(), "{line}");
        // The client goes away in the middle.
        drop(server.wire().send(announced(body.len() * 2)));
        let mut wire = server.wire();
        wire.send(format!("{head}Transfer-Encoding: chunked\r\n\r\nzz\r\nno number\r\n")).unwrap();
        let rest = String::from_utf8(wire.rest()).unwrap();
        assert!(rest.starts_with("HTTP/1.1 400 "), "{line}: {rest}");
    }
    let tasks = server.wire().ask(&token, "GET /api/v1/tasks", None).unwrap();
    assert_eq!(tasks.json(), json!([]));
    assert_eq!(server.terminate().code, Some(0));
}

/// The largest that the fields of a task can hold, with every kind of character.
fn largest() -> Value {
    let letters = ["a", "\u{e9}", "\u{4e16}", "\u{1f642}", "\"", "\\", "\n", "\u{7f}"];
    let text: String = letters.iter().cycle().take(20_000).copied().collect();
    let document = "x".repeat(63_990);
    json!({ "title": "large", "description": text, "code_context": { "all": document } })
}

#[test]
fn pt_30_the_largest_fields_come_back_as_they_were_sent() {
    each_place(|place| {
        let server = place.serve(&[]);
        let token = token(&place);
        for manner in MANNERS {
            let sent = largest();
            let body = sent.to_string();
            let made = send(&mut server.wire(), &token, "POST /api/v1/tasks", body.as_bytes(), manner);
            assert_eq!(made.status, 201, "{}", made.text());
            let line = format!("GET {}", made.header("location").unwrap());
            let read = server.wire().ask(&token, &line, None).unwrap();
            for field in ["title", "description", "code_context"] {
                assert_eq!((&made.json()[field], &read.json()[field]), (&sent[field], &sent[field]), "{field}");
            }
        }
        assert_eq!(server.terminate().code, Some(0));
    });
}

/// The answer to a body of 10 MiB of which only the beginning is ever sent.
fn refused(server: &Server, token: &str) -> Reply {
    let mut wire = server.wire();
    let head = head(token, "POST /api/v1/tasks");
    wire.send(format!("{head}Content-Length: 10485760\r\n\r\n{{\"title\":")).unwrap();
    wire.reply().unwrap()
}

#[test]
fn pt_32_a_stranger_is_refused_before_the_body_is_read() {
    let place = Place::new();
    let server = place.serve(&[]);
    let token = token(&place);
    for stranger in ["", "nobody", "aiwfe_0000000000000000000000000000000000000000000"] {
        let reply = refused(&server, stranger);
        assert_eq!((reply.status, reply.code().as_str()), (401, "unauthenticated"), "{stranger}");
    }
    assert_eq!(refused(&server, &token).status, 413, "whoever is let in is told that it is too large");
    let mut wire = server.wire();
    let line = head("nobody", "POST /api/v1/tasks");
    wire.send(format!("{line}Content-Length: 100\r\nExpect: 100-continue\r\n\r\n")).unwrap();
    assert_eq!(wire.reply().unwrap().status, 401, "nobody asks a stranger for the body");
    // Also whoever sends all of it at once hears the answer.
    let mut wire = server.wire();
    wire.send([format!("{line}Content-Length: 10485760\r\n\r\n").as_bytes(), &vec![b'x'; 10 << 20][..]].concat())
        .unwrap();
    assert_eq!(wire.reply().unwrap().status, 401);
    assert_eq!(server.terminate().code, Some(0));
}
