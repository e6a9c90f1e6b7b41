//! The measurement, of a server that keeps its tasks in a list.
use super::{Aims, Figure, Host, Traffic, measure};
use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

type Tasks = Arc<Mutex<Vec<Value>>>;

async fn create(State(tasks): State<Tasks>, headers: HeaderMap, Json(task): Json<Value>) -> (StatusCode, Json<Value>) {
    if headers["authorization"] != "Bearer aiwfe_t" {
        return (StatusCode::UNAUTHORIZED, Json(Value::Null));
    }
    let mut tasks = tasks.lock().unwrap();
    let mut task = task;
    task["id"] = tasks.len().to_string().into();
    tasks.push(task.clone());
    (StatusCode::CREATED, Json(task))
}

async fn bulk(State(tasks): State<Tasks>, headers: HeaderMap, Json(body): Json<Value>) -> Json<Value> {
    let all = body["create"].as_array().unwrap().clone();
    assert!(all.len() <= 500);
    for task in &all {
        let (status, _) = create(State(tasks.clone()), headers.clone(), Json(task.clone())).await;
        assert_eq!(status, StatusCode::CREATED);
    }
    Json(json!({ "created": all.len() }))
}

async fn list(State(tasks): State<Tasks>) -> Json<Value> {
    Json(tasks.lock().unwrap().iter().rev().take(50).cloned().collect())
}

/// Of the first hundred, every other one is gone.
async fn one(State(tasks): State<Tasks>, Path(id): Path<usize>) -> (StatusCode, Json<Value>) {
    match tasks.lock().unwrap().get(id).filter(|_| id >= 100 || id % 2 == 1) {
        Some(task) => (StatusCode::OK, Json(task.clone())),
        None => (StatusCode::NOT_FOUND, Json(Value::Null)),
    }
}

/// Measures a server with so many tasks; gives the figures and how many tasks there are in the end.
async fn measured(tasks: Option<u32>) -> (Vec<Figure>, usize) {
    let kept = Tasks::default();
    let paths = Router::new().route("/api/v1/tasks", get(list).post(create));
    let paths = paths.route("/api/v1/tasks/bulk", post(bulk)).route("/api/v1/tasks/{id}", get(one));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = Host { address: listener.local_addr().unwrap(), token: "aiwfe_t".into() };
    let paths = paths.with_state(kept.clone());
    tokio::spawn(async move { axum::serve(listener, paths).await });
    let (traffic, aims) = (Traffic { connections: 4, tasks }, Aims { lists: 0.0, ones: 0.0, creations: 0.0 });
    let mut figures = Vec::new();
    let mut note = |figure| figures.push(figure);
    measure(&host, &traffic, Duration::from_millis(50), aims, true, &mut note).await.unwrap();
    let count = kept.lock().unwrap().len();
    (figures, count)
}

fn value(figures: &[Figure], name: &str) -> f64 {
    figures.iter().find(|figure| figure.name == name).unwrap_or_else(|| panic!("no {name} among {figures:?}")).value
}

#[tokio::test(flavor = "multi_thread")]
async fn each_answer_is_looked_at_and_one_that_was_not_expected_misses_the_target() {
    let (figures, count) = measured(None).await;
    for name in ["list of 50", "one task", "create", "list of 50, body"] {
        assert!(value(&figures, name) > 0.0, "{name}");
    }
    assert!(count > 100, "{count} tasks");
    let unexpected = figures.iter().find(|figure| figure.name == "answers that were not expected").unwrap();
    assert!(unexpected.value > 0.0 && !unexpected.passes(), "{unexpected}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_compared_between_few_tasks_and_many() {
    let (figures, _) = measured(Some(1_700)).await;
    for name in ["first page, at 1700 to 1000 tasks", "middle page, at 1700 to 1000 tasks"] {
        assert!(value(&figures, name) > 0.0, "{name}");
    }
    assert_eq!(value(&figures, "answers that were not expected"), 0.0);
}
