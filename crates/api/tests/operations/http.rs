//! The same operations through paths, with all that stands around them.
use crate::{
    House, house,
    notes::{MODULE, MODULES, records},
};
use api::http::{Assembly, Edge, Peer, around};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request},
};
use http_body::Frame;
use serde_json::{Value, json};
use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use testkit::each_database;
use tower::ServiceExt;

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The status and the stable word of a problem.
    pub(crate) fn problem(&self) -> (u16, &str) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.body);
        (self.status, self.body["code"].as_str().unwrap())
    }
}

pub(crate) fn paths(house: &House) -> Router {
    let paths = Assembly::new(&house.app, MODULES).paths;
    let edge = Edge::new(house.app.clock().clone(), Duration::from_secs(30));
    around(paths, &Edge { customs: house.app.part(), ..edge })
}

/// What is no header, but the address at the other end of the connection.
pub(crate) const PEER: &str = "the peer";

pub(crate) async fn send(paths: &Router, line: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
    let (method, path) = line.split_once(' ').unwrap();
    let request = Request::builder().method(method).uri(path).header("authorization", "Bearer write");
    let mut request = request.header("content-type", "application/json").body(body.into()).unwrap();
    for (name, value) in headers {
        if *name == PEER {
            request.extensions_mut().insert(Peer(value.parse().unwrap()));
            continue;
        }
        request.headers_mut().remove(*name);
        if !value.is_empty() {
            request.headers_mut().insert(axum::http::HeaderName::try_from(*name).unwrap(), value.parse().unwrap());
        }
    }
    let (parts, body) = paths.clone().oneshot(request).await.unwrap().into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        text: String::from_utf8_lossy(&bytes).into_owned(),
        body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    }
}

#[tokio::test]
async fn a_note_lives() {
    each_database(async |location| {
        let house = house(location).await;
        let paths = paths(&house);
        let made = send(&paths, "POST /api/v1/notes", &[("x-request-id", "mine")], r#"{"text":"one"}"#).await;
        assert_eq!((made.status, made.header("etag"), made.header("x-request-id")), (201, "\"1\"", "mine"));
        let place = made.header("location").to_owned();
        assert_eq!(place, format!("/api/v1/notes/{}", made.body["id"].as_str().unwrap()));

        let shown = send(&paths, &format!("GET {place}"), &[], "").await;
        assert_eq!((shown.status, &shown.body), (200, &made.body));
        assert_eq!((made.header("cache-control"), shown.header("cache-control")), ("no-store", "no-store"));
        let put = format!("PUT {place}");
        let edited = send(&paths, &put, &[("if-match", "\"1\"")], r#"{"text":"two"}"#).await;
        assert_eq!((edited.status, edited.header("etag"), &edited.body["text"]), (200, "\"2\"", &json!("two")));
        let late = send(&paths, &put, &[("if-match", "\"1\"")], r#"{"text":"three"}"#).await;
        assert_eq!(late.problem(), (412, "precondition_failed"));
        let stale = send(&paths, &put, &[], r#"{"text":"three","revision":1}"#).await;
        assert_eq!(stale.problem(), (409, "stale"));
        let patched = send(&paths, &format!("PATCH {place}"), &[], r#"{"text":"four"}"#).await;
        assert_eq!((patched.status, patched.header("etag")), (200, "\"3\""));
        let told: Vec<String> = house.changes().await.iter().map(|change| change.request_id.clone()).collect();
        assert_eq!((told.len(), told[0].as_str(), told[1].starts_with("req_")), (3, "mine", true));
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn pt_40_what_does_not_hold_is_a_problem_and_writes_nothing() {
    each_database(async |location| {
        let house = house(location).await;
        let paths = paths(&house);
        let made = send(&paths, "POST /api/v1/notes", &[], r#"{"text":"one"}"#).await;
        let place = made.header("location").to_owned();
        let none = "01890a5d-ac96-774b-bcce-b302099a8057";
        let large = format!(r#"{{"text":"{}"}}"#, "x".repeat(5 << 20));
        for (line, headers, body, expected) in [
            ("POST /api/v1/notes", &[("authorization", "")][..], "{}", (401, "unauthenticated")),
            ("POST /api/v1/notes", &[("authorization", "Basic x")], "{}", (401, "unauthenticated")),
            ("POST /api/v1/notes", &[("authorization", "Bearer nobody")], "{}", (401, "unauthenticated")),
            ("POST /api/v1/notes", &[("authorization", "Bearer read")], r#"{"text":"x"}"#, (403, "forbidden")),
            ("POST /api/v1/notes", &[("content-type", "text/plain")], r#"{"text":"x"}"#, (415, "media_type")),
            ("POST /api/v1/notes", &[], &large, (413, "too_large")),
            ("POST /api/v1/notes", &[], r#"{"text":"#, (400, "malformed")),
            ("POST /api/v1/notes", &[], r#"["text"]"#, (400, "malformed")),
            ("POST /api/v1/notes", &[], "{}", (422, "invalid")),
            ("POST /api/v1/notes", &[], r#"{"text":1}"#, (422, "invalid")),
            ("POST /api/v1/notes", &[], r#"{"text":"x","size":"red"}"#, (422, "invalid")),
            ("POST /api/v1/notes", &[], r#"{"text":""}"#, (422, "invalid")),
            ("GET /api/v1/notes/undefined", &[], "", (400, "malformed")),
            (&format!("GET /api/v1/notes/{none}"), &[], "", (404, "not_found")),
            (&format!("PUT /api/v1/notes/{none}"), &[], r#"{"text":"x"}"#, (404, "not_found")),
            (&format!("PUT {place}"), &[("if-match", "7")], r#"{"text":"x"}"#, (400, "malformed")),
            ("DELETE /api/v1/notes", &[], "", (405, "method_not_allowed")),
            ("GET /nothing", &[], "", (404, "route_not_found")),
        ] {
            let answer = send(&paths, line, headers, body.to_owned()).await;
            assert_eq!(answer.problem(), expected, "{line} {body:.60}: {}", answer.body);
        }
        let wrong = send(&paths, "DELETE /api/v1/notes", &[], "").await;
        assert_eq!((wrong.status, wrong.header("allow")), (405, "GET, HEAD, POST"));
        assert_eq!((house.changes().await.len(), records(house.app.store()).await), (1, 1));
        house.app.store().close().await;
    })
    .await;
}

/// A body that never comes: whoever waited for it would hang.
pub(crate) struct Never;

impl axum::body::HttpBody for Never {
    type Data = axum::body::Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Poll::Pending
    }
}

#[tokio::test]
async fn pt_32_whoever_may_not_is_told_so_before_the_body_is_read() {
    each_database(async |location| {
        let house = house(location).await;
        let paths = paths(&house);
        for (token, expected) in [("nobody", (401, "unauthenticated")), ("read", (403, "forbidden"))] {
            let shown = format!("Bearer {token}");
            let answer = send(&paths, "POST /api/v1/notes", &[("authorization", &shown)], Body::new(Never)).await;
            assert_eq!(answer.problem(), expected);
        }
        house.app.store().close().await;
    })
    .await;
}

#[test]
#[should_panic(expected = "two routes lead from Get /api/v1/notes")]
fn pt_22_two_routes_on_one_path() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let house = runtime.block_on(house(store::Location::Sqlite(folder.path().join("test.db"))));
    let _ = Assembly::new(&house.app, &[&[MODULE], &[MODULE]]);
}

#[test]
fn the_document_says_where_to_go_on_from_what_was_made_and_knows_both_forms_of_a_list() {
    let document = serde_json::to_value(api::http::document(MODULES)).unwrap();
    let notes = &document["paths"]["/api/v1/notes"];
    let links = notes["post"]["responses"]["201"]["links"].as_object().unwrap();
    let below =
        ["delete", "edit", "edit.put", "history", "restore", "show", "undo"].map(|verb| format!("notes.{verb}"));
    assert!(links.keys().eq(&below), "{links:?}");
    for (name, link) in links {
        assert_eq!(link, &json!({ "operationId": name, "parameters": { "id": "$response.body#/id" } }));
    }
    let forms = &notes["get"]["responses"]["200"]["content"]["application/json"]["schema"]["oneOf"];
    assert_eq!((&forms[0]["type"], &forms[1]["properties"]["items"]), (&json!("array"), &forms[0]));
}
