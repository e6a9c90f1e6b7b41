//! That what is measured is told as it was, and how the house is.
mod exposition;

use crate::{
    serve::{
        inhabited::Inhabited,
        routes::{self, House},
    },
    wiring::TABLES,
};
use account::TokenDoors;
use api::{App, http::Edge};
use axum::{
    body::{Body, to_bytes},
    http::Request,
};
use base::Clock;
use exposition::Exposition;
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs, path::Path, sync::Arc, time::Duration};
use store::{Location, Options, Store};
use testkit::each_database;
use tower::ServiceExt;

async fn measured(house: &Inhabited, path: &str) -> Exposition {
    let answer = house.ask_as_nobody(path).await;
    let header = |name| answer.head[name].to_str().unwrap();
    assert_eq!((answer.status, header("cache-control")), (200, "no-cache"), "{path}");
    assert_eq!(header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    Exposition::read(&answer.text)
}

#[tokio::test]
async fn what_was_asked_is_counted_exactly() {
    each_database(async |location| {
        let folder = tempfile::tempdir().unwrap();
        let house = Inhabited::over(&location, folder.path()).await;
        let made = house.ask("POST", "/api/v1/tasks", r#"{"title": "sow"}"#).await;
        let task = format!("/api/v1/tasks/{}", made.json()["id"].as_str().unwrap());
        for _ in 0..3 {
            assert_eq!(house.ask("GET", &task, "").await.status, 200);
        }
        assert_eq!(house.ask("POST", "/api/v1/tasks", "{}").await.status, 422);
        assert_eq!(house.ask_as_nobody(&task).await.status, 401);
        assert_eq!(house.ask_as_nobody("/nowhere").await.status, 404);
        let told = measured(&house, "/metrics").await;
        let of = |name, labels: &[(&str, &str)]| told.value(name, labels);
        for (class, count) in [("1xx", 0.0), ("2xx", 4.0), ("3xx", 0.0), ("4xx", 3.0), ("5xx", 0.0)] {
            assert_eq!(of("aiwfe_http_requests_total", &[("class", class)]), Some(count), "{class}");
        }
        let counted = |operation| of("aiwfe_operation_seconds_count", &[("operation", operation)]);
        assert_eq!((counted("tasks.create"), counted("tasks.get")), (Some(2.0), Some(4.0)));
        let refused = |operation, code| of("aiwfe_operation_errors_total", &[("operation", operation), ("code", code)]);
        assert_eq!(refused("tasks.create", "invalid"), Some(1.0));
        assert_eq!(refused("tasks.get", "unauthenticated"), Some(1.0));
        assert_eq!(refused("tasks.get", "invalid"), None);
        // Whoever asks for the metrics is being answered.
        assert_eq!(of("aiwfe_http_requests_in_flight", &[]), Some(1.0));
        assert_eq!((of("aiwfe_streams_open", &[]), of("aiwfe_ready", &[])), (Some(0.0), Some(1.0)));
        assert!(of("process_resident_memory_bytes", &[]).unwrap() > 1e6);
        let again = measured(&house, "/api/v1/monitoring/metrics").await;
        assert_eq!(again.value("aiwfe_http_requests_total", &[("class", "2xx")]), Some(5.0));
        assert!(!format!("{again:?}").contains(&task[14..]), "an id is no label");
        house.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn every_metric_is_in_the_handbook_and_every_one_there_is_told() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/operations.md")).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`')).map(|(name, _)| name);
    let written: BTreeSet<&str> =
        rows.filter(|name| name.starts_with("aiwfe_") || name.starts_with("process_")).collect();
    let mut unknown: BTreeSet<&str> = written.clone();
    let mut dialects = BTreeSet::new();
    let told = std::sync::Mutex::new(Vec::<(store::Dialect, BTreeSet<String>)>::new());
    each_database(async |location| {
        let folder = tempfile::tempdir().unwrap();
        let house = Inhabited::over(&location, folder.path()).await;
        let names = measured(&house, "/metrics").await.0.into_keys().collect();
        told.lock().unwrap().push((house.store.dialect(), names));
        house.store.close().await;
    })
    .await;
    for (dialect, names) in told.into_inner().unwrap() {
        dialects.insert(dialect.name());
        for name in &names {
            assert!(written.contains(name.as_str()), "docs/operations.md does not name {name}");
            unknown.remove(name.as_str());
        }
    }
    // Of the log only a server that has one tells.
    unknown.remove("aiwfe_log_lines_dropped_total");
    if dialects.len() == 2 {
        assert_eq!(unknown, BTreeSet::new(), "docs/operations.md names what is not told");
    }
}

async fn detailed(house: &Arc<House>) -> (u16, Value) {
    let request = Request::builder().uri("/api/v1/health/detailed").body(Body::empty()).unwrap();
    let response = routes::all(house).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    (parts.status.as_u16(), serde_json::from_slice(&body).unwrap())
}

#[tokio::test]
async fn the_house_is_told_part_by_part() {
    each_database(async |location| {
        let folder = tempfile::tempdir().unwrap();
        let house = Inhabited::over(&location, folder.path()).await;
        let answer = house.ask_as_nobody("/api/v1/health/detailed").await;
        let told = answer.json();
        // How full this machine is, is not ours to say.
        assert!(answer.status == 200 && ["ok", "degraded"].contains(&told["status"].as_str().unwrap()), "{told}");
        let components = &told["components"];
        assert_eq!(components["redis"], json!({ "status": "not_used", "response_time_ms": null }));
        assert_eq!(
            components["celery"],
            json!({ "status": "not_used", "active_workers": 0, "response_time_ms": null })
        );
        assert_eq!(components["database"]["status"], "ok");
        assert!(components["database"]["response_time_ms"].as_f64().unwrap() >= 0.0);
        for percent in ["cpu_percent", "memory_percent", "disk_percent"] {
            assert!(told["performance"][percent].is_f64(), "{told}");
        }
        let features = house.ask_as_nobody("/health/features").await.json();
        assert_eq!((&features["features"]["tasks"], &features["features"]["database"]), (&json!("up"), &json!("up")));
        for path in ["/startupz", "/health/startup", "/api/v1/health/startup"] {
            assert_eq!(house.ask_as_nobody(path).await.json()["status"], "started", "{path}");
        }
        let integration = house.ask_as_nobody("/api/v1/health/integration").await.json();
        assert_eq!(integration, json!({ "status": "ok", "redis_connection": "not_used" }));
        house.store.close().await;
    })
    .await;
}

fn edge() -> Edge {
    Edge::new(Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1), Duration::from_secs(30))
}

#[tokio::test]
async fn before_the_start_is_through_everything_that_is_known_is_told() {
    let house = Arc::new(House::new(edge(), ".".into()));
    let (status, told) = detailed(&house).await;
    assert_eq!((status, &told["status"]), (503, &json!("error")));
    assert_eq!(told["components"]["database"], json!({ "status": "not_initialized", "response_time_ms": null }));
    let ask = async |path: &str| {
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        let (parts, body) = routes::all(&house).oneshot(request).await.unwrap().into_parts();
        (parts.status.as_u16(), String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().into()).unwrap())
    };
    let (status, text) = ask("/metrics").await;
    let metrics = Exposition::read(&text);
    assert_eq!((status, metrics.value("aiwfe_ready", &[])), (200, Some(0.0)));
    assert_eq!(metrics.value("aiwfe_http_requests_total", &[("class", "5xx")]), Some(1.0));
    assert_eq!(ask("/startupz").await.0, 503);
    let (status, text) = ask("/health/features").await;
    assert!(status == 200 && text.contains(r#""tasks":"down""#), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_database_that_hangs_is_told_in_time() {
    // It takes connections and says nothing.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("postgres://ann@{}/house", silent.local_addr().unwrap());
    let location = Location::parse(&url).unwrap();
    let store = Store::open(&location, &Options::default(), TABLES).unwrap();
    let edge = edge();
    let app = App::new(store, edge.clock.clone(), Arc::new(TokenDoors::default()));
    let house = Arc::new(House::new(edge, ".".into()));
    house.gate.unlock(&app);
    house.readiness.assume();
    let start = tokio::time::Instant::now();
    let (status, told) = detailed(&house).await;
    assert!(start.elapsed() < Duration::from_secs(2), "within two seconds of the clock that is held");
    assert_eq!((status, &told["status"]), (503, &json!("error")));
    assert_eq!(told["components"]["database"]["status"], "error");
}

#[tokio::test]
async fn the_dashboards_tell_real_numbers() {
    each_database(async |location| {
        let folder = tempfile::tempdir().unwrap();
        let house = Inhabited::over(&location, folder.path()).await;
        for title in ["sow", "reap"] {
            house.ask("POST", "/api/v1/tasks", &json!({ "title": title }).to_string()).await;
        }
        let made = house.ask("POST", "/api/v1/tasks", r#"{"title": "eat", "status": "completed"}"#).await;
        assert_eq!(made.status, 201, "{made:?}");
        let told = house.ask("GET", "/api/v1/dashboard", "").await.json();
        assert_eq!((&told["user"]["email"], &told["user"]["role"]), (&json!("ann@example.org"), &json!("admin")));
        assert_eq!((&told["status"], &told["progress"]["total"]), (&json!("active"), &json!(3)));
        assert_eq!(told["progress"]["completed_percent"], 33.3);
        assert_eq!(told["progress"]["by_status"]["pending"], 2);
        for path in ["/api/v1/performance_dashboard", "/api/v1/performance-dashboard/health-overview"] {
            let told = house.ask("GET", path, "").await.json();
            assert!(told["health_score"].is_u64() && told["alerts"].is_array(), "{told}");
            assert_eq!(told["system_metrics"]["load_average"].as_array().unwrap().len(), 3);
            let (connections, cache) = (&told["database_metrics"]["connections"], &told["cache_metrics"]);
            assert_eq!(connections["max"].is_number(), house.store.dialect() == store::Dialect::Postgres);
            assert_eq!(*cache, json!({ "hit_rate_percent": null, "is_healthy": null, "memory_usage": null }));
        }
        house.store.close().await;
    })
    .await;
}
