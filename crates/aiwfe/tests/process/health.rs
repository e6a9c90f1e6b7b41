//! The health paths, and what everything else answers.
use crate::harness::Place;
use serde_json::json;

#[test]
fn every_health_path_answers_as_the_contract_says() {
    let place = Place::new();
    let server = place.serve(&[]);
    for path in ["/health", "/api/health", "/api/v1/health"] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.json()), (200, json!({ "status": "ok", "redis_connection": "not_used" })));
    }
    for (path, status) in [
        ("/livez", "alive"),
        ("/health/live", "alive"),
        ("/api/v1/health/live", "alive"),
        ("/readyz", "ready"),
        ("/health/ready", "ready"),
        ("/api/v1/health/ready", "ready"),
    ] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.json()["status"].as_str()), (200, Some(status)), "{path}");
        assert!(answer.json()["timestamp"].as_str().is_some_and(|time| time.ends_with('Z')), "{path}");
        assert_eq!(answer.json().as_object().unwrap().len(), 2, "{path} says more than it may");
    }
    let root = server.get("/");
    assert_eq!((root.status, root.json()), (200, json!({ "message": "AI Workflow Engine API is running" })));
}

#[test]
fn what_is_not_there_is_a_problem_document() {
    let place = Place::new();
    let server = place.serve(&[]);
    let answer = server.ask("GET /api/v1/nothing?token=hunter2 HTTP/1.1", "X-Request-ID: mine\r\n");
    assert_eq!((answer.status, answer.header("content-type")), (404, Some("application/problem+json")));
    let problem = answer.json();
    assert_eq!(problem["code"], "route_not_found");
    assert_eq!(problem["detail"], "there is nothing at /api/v1/nothing");
    assert_eq!((&problem["request_id"], answer.header("x-request-id")), (&json!("mine"), Some("mine")));
    assert_eq!((&problem["success"], &problem["error"]["category"]), (&json!(false), &json!("not_found")));
    let ended = server.terminate();
    assert!(!ended.stderr.contains("hunter2"), "a query is logged: {}", ended.stderr);
}

#[test]
fn a_path_that_is_only_read_says_so() {
    let place = Place::new();
    let server = place.serve(&[]);
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"] {
        let answer = server.ask(&format!("{method} /health HTTP/1.1"), "Content-Length: 0\r\n");
        assert_eq!((answer.status, answer.header("allow")), (405, Some("get, head")), "{method}");
        assert_eq!(answer.json()["code"], "method_not_allowed", "{method}");
    }
    let head = server.ask("HEAD /health HTTP/1.1", "");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
}
