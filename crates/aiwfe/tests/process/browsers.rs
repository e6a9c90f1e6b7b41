//! Two browsers, as they are: each keeps its cookies as the answers say, and shows them to whom they belong.
use crate::{
    harness::{Place, Server},
    wire::{Reply, each_place},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const PASSWORD: &str = "seven brass otters hum";

/// One browser and what it keeps.
#[derive(Default)]
struct Browser {
    cookies: BTreeMap<String, String>,
}

impl Browser {
    /// Asks as a page of the house does: with the cookies there are, and with the CSRF token that it reads from one of them.
    fn ask(&mut self, server: &Server, method: &str, path: &str, body: &Value) -> Reply {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let (host, length) = (server.address(), body.len());
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n");
        head += &format!("Origin: {}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n", server.url);
        if !self.cookies.is_empty() {
            let shown: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            head += &format!("Cookie: {}\r\n", shown.join("; "));
        }
        if let Some(token) = self.cookies.get("csrf_token") {
            head += &format!("X-CSRF-TOKEN: {token}\r\n");
        }
        let mut wire = server.wire();
        wire.send(format!("{head}\r\n{body}")).unwrap();
        let reply = wire.reply().unwrap();
        self.keep(&reply);
        reply
    }

    /// Keeps what an answer says, and throws away what it says is over.
    fn keep(&mut self, reply: &Reply) {
        for cookie in reply.headers("set-cookie") {
            let (name, rest) = cookie.split_once('=').unwrap();
            let (value, attributes) = rest.split_once(';').unwrap();
            assert!(attributes.contains("SameSite=Lax") && attributes.contains("Path=/"), "{cookie}");
            assert_eq!(attributes.contains("HttpOnly"), name != "csrf_token" || value.is_empty(), "{cookie}");
            match attributes.contains("Max-Age=0;") {
                true => self.cookies.remove(name),
                false => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
    }

    fn sign_in(&mut self, server: &Server, name: &str) {
        let reply = self.ask(server, "POST", "/api/v1/auth/login", &json!({ "email": name, "password": PASSWORD }));
        assert_eq!((reply.status, self.cookies.len()), (200, 3), "{}", reply.text());
    }

    fn titles(&mut self, server: &Server) -> Vec<String> {
        let reply = self.ask(server, "GET", "/api/v1/tasks", &Value::Null);
        assert_eq!(reply.status, 200, "{}", reply.text());
        let list = reply.json();
        list.as_array().unwrap().iter().map(|task| task["title"].as_str().unwrap().to_owned()).collect()
    }
}

/// The one-time token, as the log tells it.
fn first_token(server: &Server) -> String {
    let told = server.running.stderr_until("first administrator");
    let line = told.lines().find(|line| line.contains("first administrator")).unwrap();
    serde_json::from_str::<Value>(line).unwrap()["token"].as_str().unwrap().to_owned()
}

#[test]
fn pt_23_two_people_at_two_browsers_work_side_by_side_and_a_restart_signs_nobody_out() {
    each_place(|place: Place| {
        let place = place.with("AIWFE_ACCOUNTS__APPROVAL", "false");
        let server = place.serve(&[]);
        let (mut ann, mut ben) = (Browser::default(), Browser::default());
        let first = json!({ "token": first_token(&server), "email": "ann@example.org", "password": PASSWORD });
        assert_eq!(ann.ask(&server, "POST", "/auth/first-administrator", &first).status, 200);
        let new = json!({ "email": "ben@example.org", "password": PASSWORD });
        assert_eq!(ben.ask(&server, "POST", "/api/auth/register", &new).status, 201);
        ben.sign_in(&server, "ben");
        for (browser, title) in [(&mut ann, "sow"), (&mut ben, "reap")] {
            assert_eq!(browser.ask(&server, "POST", "/api/v1/tasks", &json!({ "title": title })).status, 201);
        }
        assert_eq!((ann.titles(&server), ben.titles(&server)), (vec!["sow".into()], vec!["reap".into()]));
        // Without what only our pages can read, the cookies write nothing.
        let csrf = ann.cookies.remove("csrf_token").unwrap();
        let refused = ann.ask(&server, "POST", "/api/v1/tasks", &json!({ "title": "x" }));
        assert_eq!((refused.status, refused.code().as_str()), (403, "csrf"));
        ann.cookies.insert("csrf_token".into(), csrf);

        server.terminate();
        let server = place.serve(&[]);
        assert_eq!((ann.titles(&server), ben.titles(&server)), (vec!["sow".into()], vec!["reap".into()]));
        let before = ben.cookies["refresh_token"].clone();
        assert_eq!(ben.ask(&server, "POST", "/api/v1/auth/refresh", &Value::Null).status, 200);
        assert_ne!(ben.cookies["refresh_token"], before);
        assert_eq!(ben.ask(&server, "PATCH", "/api/v1/settings", &json!({ "theme": "zen" })).status, 200);

        assert_eq!(ben.ask(&server, "POST", "/api/v1/auth/logout", &Value::Null).status, 204);
        assert_eq!(ben.cookies.len(), 0);
        assert_eq!(ben.ask(&server, "GET", "/api/v1/tasks", &Value::Null).status, 401);
        assert_eq!(ben.ask(&server, "GET", "/api/v1/session/validate", &Value::Null).json()["valid"], false);
        assert_eq!(ann.titles(&server), ["sow"]);
        // The form that the older clients send.
        let form = "username=ben&password=seven+brass+otters+hum&grant_type=password&scope=";
        let head = format!("POST /api/v1/auth/jwt/login HTTP/1.1\r\nHost: {}\r\n", server.address());
        let mut wire = server.wire();
        let kind = "Content-Type: application/x-www-form-urlencoded";
        wire.send(format!("{head}{kind}\r\nContent-Length: {}\r\n\r\n{form}", form.len())).unwrap();
        assert_eq!(wire.reply().unwrap().json()["token_type"], "bearer");
    });
}

#[test]
fn s_09_beyond_the_machine_itself_cookies_are_safe_and_belong_to_the_host() {
    let place = Place::new();
    let server = place.serve(&[]);
    let body = json!({ "token": first_token(&server), "email": "ann@example.org", "password": PASSWORD }).to_string();
    let head = format!(
        "POST /api/v1/auth/first-administrator HTTP/1.1\r\nHost: house.example\r\nContent-Length: {}",
        body.len()
    );
    let mut wire = server.wire();
    wire.send(format!("{head}\r\nContent-Type: application/json\r\n\r\n{body}")).unwrap();
    let reply = wire.reply().unwrap();
    let cookies: Vec<&str> = reply.headers("set-cookie").collect();
    assert_eq!((reply.status, cookies.len()), (200, 3), "{}", reply.text());
    for cookie in cookies {
        assert!(cookie.starts_with("__Host-") && cookie.ends_with("; Secure"), "{cookie}");
        assert!(!cookie.to_lowercase().contains("domain"), "{cookie}");
    }
}
