//! From which address a request came, as the server sees it over sockets: by what is counted, and by what is kept of a session.
use crate::{
    harness::{Answer, Place, Server},
    wire::{Reply, Wire},
};
use serde_json::{Value, json};
use std::net::TcpListener;

/// Each address is let in to the door once.
fn place() -> Place {
    Place::new().with("AIWFE_LIMITS__DOOR_PER_MINUTE", "1")
}

/// What whoever comes to the door is told: that there are no guests, or that they come too often.
const COMES: u16 = 501;
const TOO_OFTEN: u16 = 429;

fn knock(address: &str, head: &str) -> Reply {
    let mut wire = Wire::to(address);
    let request = format!("POST /api/v1/auth/guest HTTP/1.1\r\nHost: house\r\nContent-Length: 0\r\n{head}\r\n");
    wire.send(request).unwrap();
    wire.reply().unwrap()
}

fn told(server: &Server, forwarded: &[(&str, u16)]) {
    for (addresses, status) in forwarded {
        let reply = knock(server.address(), &format!("X-Forwarded-For: {addresses}\r\n"));
        assert_eq!(reply.status, *status, "{addresses}: {}", reply.text());
        let is_empty =
            reply.header("x-ratelimit-limit") == Some("1") && reply.header("x-ratelimit-remaining") == Some("0");
        assert!(is_empty, "{}", reply.text());
        assert_eq!(reply.header("retry-after").is_some(), *status == TOO_OFTEN, "{}", reply.text());
    }
}

#[test]
fn s_11_without_a_list_of_proxies_nobody_is_believed_who_says_for_whom_they_ask() {
    let place = place();
    let server = place.serve(&[]);
    told(
        &server,
        &[("203.0.113.1", COMES), ("203.0.113.2", TOO_OFTEN), ("127.0.0.2", TOO_OFTEN), ("2001:db8::1", TOO_OFTEN)],
    );
    assert_eq!(server.terminate().code, Some(0));
}

#[test]
fn s_11_with_a_list_only_what_the_proxy_itself_heard_counts() {
    let place = place().with("AIWFE_SERVER__PROXIES", "127.0.0.0/8");
    let server = place.serve(&[]);
    told(
        &server,
        &[
            ("203.0.113.1", COMES),
            ("203.0.113.2", COMES),
            ("203.0.113.2", TOO_OFTEN),
            ("198.51.100.7, 203.0.113.1", TOO_OFTEN),
            ("203.0.113.3, 127.0.0.9", COMES),
            ("203.0.113.3", TOO_OFTEN),
            ("::ffff:203.0.113.3", TOO_OFTEN),
            ("2001:db8::1", COMES),
            ("2001:db8::2:3:4", TOO_OFTEN),
            ("2001:db8:0:1::1", COMES),
        ],
    );
    assert_eq!(server.terminate().code, Some(0));
}

#[test]
fn s_11_an_address_is_the_same_on_a_socket_of_either_family() {
    if TcpListener::bind("[::1]:0").is_err() {
        eprintln!("this machine has no IPv6: nothing is tried over it");
        return;
    }
    let place = place().with("AIWFE_SERVER__PROXIES", "127.0.0.1");
    let server = place.serve_at("[::]:0", &[]);
    let of_ipv6 = server.address().to_owned();
    let of_ipv4 = of_ipv6.replace("[::1]", "127.0.0.1");
    let from = |address: &str| format!("X-Forwarded-For: {address}\r\n");
    for (address, head, status) in [
        // The listed proxy, whose address comes written for IPv6.
        (&of_ipv4, from("203.0.113.1"), COMES),
        (&of_ipv4, from("203.0.113.2"), COMES),
        (&of_ipv4, String::new(), COMES),
        (&of_ipv4, String::new(), TOO_OFTEN),
        // Nobody whom the list knows.
        (&of_ipv6, from("203.0.113.3"), COMES),
        (&of_ipv6, from("203.0.113.4"), TOO_OFTEN),
    ] {
        assert_eq!(knock(address, &head).status, status, "{address} {head}");
    }
    assert_eq!(server.terminate().code, Some(0));
}

fn post(server: &Server, path: &str, head: &str, body: &Value) -> Answer {
    let body = body.to_string();
    let head = format!("Content-Type: application/json\r\nContent-Length: {}\r\n{head}", body.len());
    server.ask_with(&format!("POST {path} HTTP/1.1"), &head, &body)
}

#[test]
fn what_is_kept_of_a_session_is_the_address_of_the_client_and_not_of_the_proxy() {
    let place = Place::new().with("AIWFE_SERVER__PROXIES", "127.0.0.1").with("AIWFE_ACCOUNTS__APPROVAL", "false");
    let server = place.serve(&[]);
    let ann = json!({ "email": "ann@example.org", "password": "seven brass otters hum" });
    assert_eq!(post(&server, "/api/v1/auth/register", "", &ann).status, 201);
    let signed_in = post(&server, "/api/v1/auth/login", "X-Forwarded-For: 1.2.3.4, 2001:db8::7\r\n", &ann);
    let signed_in = signed_in.json();
    let head = format!(
        "Authorization: Bearer {}\r\n",
        signed_in["access_token"].as_str().unwrap_or_else(|| panic!("{signed_in}"))
    );
    let sessions = server.ask("GET /api/v1/session HTTP/1.1", &head).json();
    assert_eq!(sessions[0]["address"], "2001:db8::7", "{sessions}");
    assert_eq!(server.terminate().code, Some(0));
}

#[test]
fn s_10_the_settings_of_the_edge_hold_on_every_path() {
    let place = Place::new().with("AIWFE_SERVER__ORIGINS", "https://app.example.org");
    let server = place.serve(&[]);
    for path in ["/", "/health", "/api/v1/tasks", "/nonsense", "/openapi.json"] {
        let head = "Origin: https://app.example.org\r\nX-Forwarded-Proto: https\r\n";
        let answer = server.ask(&format!("GET {path} HTTP/1.1"), head);
        assert_eq!(answer.header("access-control-allow-origin"), Some("https://app.example.org"), "{path}");
        assert_eq!(answer.header("strict-transport-security"), Some("max-age=31536000"), "{path}");
        assert_eq!(server.get(path).header("strict-transport-security"), None, "{path}");
        let before = "Access-Control-Request-Method: PUT\r\nOrigin: https://";
        let ask = |origin: &str| server.ask(&format!("OPTIONS {path} HTTP/1.1"), &format!("{before}{origin}\r\n"));
        assert_eq!(ask("app.example.org").status, 204, "{path}");
        let foreign = ask("evil.example.org");
        assert_eq!((foreign.status, foreign.body.as_str()), (400, "Disallowed CORS origin"), "{path}");
    }
    assert_eq!(server.terminate().code, Some(0));
}
